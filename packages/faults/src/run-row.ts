import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, Row, Scale } from './row.js';

/** Runs one row in a directory of its own. What a row throws is a broken promise too. */
export async function runRow(row: Row, scale: Scale, seed: number, execArgv: readonly string[] = []): Promise<Outcome> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), `huldra-fault-${row.id}-`));
  try {
    return await row.run({ scale, directory, execArgv, seed });
  } catch (error) {
    const problem = error instanceof Error ? `${error.stack}` : String(error);
    return { verdict: 'broken', figures: 'the row did not get to its end', problems: [problem] };
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
