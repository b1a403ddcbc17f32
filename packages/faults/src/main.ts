import { help, type Options, readOptions } from './options.js';
import { Progress } from './progress.js';
import { inLanes } from './rig/lanes.js';
import { rows } from './rows/index.js';
import { runRow } from './run-row.js';
import { byDuration, fitInto, fits, longestFirst, type Planned } from './schedule.js';
import { type Finished, skippedIn, table, totals } from './table.js';
import { writeDocs } from './write-docs.js';

/** The command of the fault suite; see options.ts for what it takes. */

function optionsOrExit(): Options {
  try {
    const options = readOptions(process.argv.slice(2), new Set(rows.map(({ id }) => id)));
    if (!options.help) return options;
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
}

function planned({ scale, only, seconds }: Options): Planned[] {
  const wanted = rows.filter(({ id }) => only === undefined || only.has(id));
  return seconds === undefined ? wanted.map((row) => ({ row, scale })) : fitInto(wanted, seconds);
}

async function run(options: Options): Promise<Finished[]> {
  const progress = new Progress(options.json ? process.stderr : process.stdout);
  const finished: Finished[] = [];
  const doOne = async (plan: Planned): Promise<void> => {
    progress.begins(plan);
    const began = performance.now();
    const outcome = await runRow(plan.row, plan.scale, options.seed);
    const one: Finished = { ...plan, outcome, seconds: (performance.now() - began) / 1000 };
    finished.push(one);
    progress.ends(one);
  };
  const plans = planned(options);
  const { seconds, jobs } = options;
  if (seconds === undefined) await inLanes(jobs, jobs > 1 ? longestFirst(plans) : plans, doOne);
  else {
    const deadline = performance.now() + seconds * 1000;
    const slices = plans.filter(({ scale }) => scale === 'slice');
    // Slices share the machine; what is done in full has it for itself.
    await inLanes(2, longestFirst(slices), doOne);
    const inFull = plans.filter(({ scale }) => scale === 'full').sort((a, b) => byDuration(a.row, b.row));
    for (const { row } of inFull) {
      // Everything before may have taken longer than it was thought to.
      const isInTime = fits(row, 'full', (deadline - performance.now()) / 1000);
      await doOne({ row, scale: isInTime ? 'full' : 'slice' });
    }
  }
  return finished.sort((a, b) => a.row.id - b.row.id);
}

const options = optionsOrExit();
const { seed, noSkips, json } = options;
const say = json ? console.error : console.log;
say(`seed ${seed}`);
const finished = await run(options);
const { held, broken, skipped, partial } = totals(finished);
say(`\n${table(finished)}\n`);
const parts = partial === 0 ? '' : `, ${partial} in part`;
say(`${held} held, ${broken} broken, ${skipped} skipped${parts}`);
if (options.writeDocs) writeDocs(finished, process.argv.slice(2), seed);
if (json) {
  const results = finished.map((one) => {
    const { row, scale, outcome, seconds } = one;
    const { id, fault, promise } = row;
    return { id, fault, promise, scale, ...outcome, without: skippedIn(one), seconds };
  });
  console.log(
    JSON.stringify({ seed, node: process.versions.node, held, broken, skipped, partial, rows: results }, null, 2),
  );
}
if (broken > 0 || (noSkips && skipped + partial > 0)) process.exitCode = 1;
