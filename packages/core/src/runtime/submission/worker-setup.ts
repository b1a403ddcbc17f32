import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../errors/index.js';
import { modulePath } from '../../metadata/index.js';
import { shared } from '../../process/shared-state.js';

const modules = shared('worker-setup', () => new Set<string>());

/**
 * Has every worker import a module before those of the artifacts, such as the one that sets up logging. Only the program that
 * submits names such modules, so nothing on a shared disk decides what a worker runs.
 *
 * @param module `import.meta.url`, or the absolute path of a file. Throws `ConfigurationError` for anything else.
 */
export function workerSetup(module: string): void {
  const file = modulePath(module);
  if (file === undefined) {
    throw new ConfigurationError(
      `workerSetup() was given "${module}", which is neither an absolute path nor the file: URL of a file. Give import.meta.url, or import.meta.resolve('./setup.js').`,
      { path: module },
    );
  }
  modules.add(pathToFileURL(file).href);
}

/** In the order in which they were named. */
export function setupModules(): readonly string[] {
  return [...modules];
}
