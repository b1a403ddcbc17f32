import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError, LoadError, messageOf } from '../errors/index.js';
import { methodOf, type ResultCodec } from '../metadata/index.js';
import { codecOf } from '../result/index.js';
import { rawDirectory } from '../settings/index.js';
import { type ArtifactLayout, readIfPresent, readSuccess, type Success } from '../store/index.js';
import { sha256Hex } from '../values/index.js';
import { runActive } from './active.js';
import { contextLog } from './context-log.js';
import type { LoadContext } from './contexts.js';
import { redact, rememberSecrets } from './secrets.js';
import { shortName, type Target } from './target.js';

/** A published result and where it lies. */
export interface Published {
  readonly layout: ArtifactLayout;
  readonly success: Success;
  /** The published attempt's directory. */
  readonly dir: string;
}

/** The published result, under the class's present namespace or an earlier one. Throws `CorruptArtifactError`. */
export function findPublished(target: Target): Published | undefined {
  for (const layout of [target.layout, ...target.formerLayouts]) {
    const success = readSuccess(layout);
    if (success !== undefined) return { layout, success, dir: join(layout.attempts, success.attempt) };
  }
  return undefined;
}

/** Calls a method of the user's class by its role. */
export function callMethod(target: Target, role: 'create' | 'load' | 'validate', context: LoadContext): unknown {
  const name = methodOf(target.identity.model, role);
  const method: unknown = name === undefined ? undefined : Reflect.get(target.artifact, name);
  return typeof method === 'function' ? Reflect.apply(method, target.artifact, [context]) : undefined;
}

function loadContext(target: Target, dir: string): LoadContext {
  return { dir, rawDir: rawDirectory(), log: contextLog(target) };
}

/** Whether `validate` accepts the result; `true`, or the reason why not. */
export async function verdictOf(target: Target, { dir, layout }: Published): Promise<true | string> {
  if (methodOf(target.identity.model, 'validate') === undefined) return true;
  try {
    const answer = await runActive(target, 'validate', () => callMethod(target, 'validate', loadContext(target, dir)), {
      log: layout.log,
    });
    return answer === false ? 'validate returned false' : true;
  } catch (error) {
    rememberSecrets(target);
    return redact(`validate threw: ${messageOf(error)}`);
  }
}

/** Reads a published result by the class's `load`, or by its codec when it has none. */
export async function loadPublished(target: Target, published: Published): Promise<unknown> {
  const { dir, layout } = published;
  try {
    if (methodOf(target.identity.model, 'load') !== undefined) {
      return await runActive(target, 'load', () => callMethod(target, 'load', loadContext(target, dir)), {
        log: layout.log,
      });
    }
    return readResult(target, published);
  } catch (error) {
    rememberSecrets(target);
    if (!existsSync(dir)) {
      throw new CorruptArtifactError(
        `${shortName(target)} was published, but its directory ${dir} is gone. Put it back, or call invalidate(x, reason) to compute it anew.`,
        { artifact: published.layout.name, path: dir, cause: error },
      );
    }
    throw loadError(target, dir, error);
  }
}

function readResult(target: Target, { dir, success, layout }: Published): unknown {
  const codec: ResultCodec = codecOf(target.identity.model.options.result, target.identity.model.name);
  const { result } = success;
  if (result === undefined || result.codec !== codec.name) {
    const stored = result === undefined ? 'files for a load() method' : `its result by the codec "${result.codec}"`;
    throw new CorruptArtifactError(
      `${shortName(target)} was published with ${stored}, but its class now reads with the codec "${codec.name}". Change the class back, raise its version, or call invalidate(x, reason).`,
      { artifact: layout.name, path: dir },
    );
  }
  const bytes = readIfPresent(join(dir, result.file), Number.MAX_SAFE_INTEGER);
  if (bytes === undefined) throw new Error(`the result's file ${result.file} is missing`);
  if (sha256Hex(bytes) === result.sha256) return codec.decode(bytes);
  throw new CorruptArtifactError(
    `${join(dir, result.file)}, the result of ${shortName(target)}, is not what was published. Put it back, or call invalidate(x, reason) to compute it anew.`,
    { artifact: layout.name, path: join(dir, result.file) },
  );
}

function loadError(target: Target, dir: string, error: unknown): unknown {
  if (CorruptArtifactError.is(error)) return error;
  return new LoadError(
    `${shortName(target)} could not be loaded from ${dir}: ${redact(messageOf(error))}. The published files were left as they are; correct load(), or call invalidate(x, reason) to compute anew.`,
    { artifact: target.layout.name, path: dir, cause: error },
  );
}
