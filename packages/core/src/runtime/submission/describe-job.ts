import { type ConfigNode, nodesOf } from '../../configuration/index.js';
import { documentNodes, toJSON } from '../../identity/index.js';
import type { ClassModel } from '../../metadata/index.js';
import { settings } from '../../settings/index.js';
import { newToken } from '../../store/index.js';
import { rememberSecrets } from '../secrets.js';
import { shortName, type Target } from '../target.js';
import type { JobDescription, JobModule, JobOptions, JobRequest, SecretValues } from './executor.js';
import { importableModule } from './importable.js';
import { refuseUnreadableSecrets, refuseUnstored, secretsOf } from './sendable.js';
import { isTypeScript, refuseWithoutCompiler } from './typescript.js';
import { setupModules } from './worker-setup.js';

/** A job that computes an artifact. What the caller asks for stands above what its class says. */
export function jobRequest(target: Target, options: JobOptions, rerun: boolean): JobRequest {
  const id = newToken();
  rememberSecrets(target);
  const { resources, maxRuntimeSecs, env, nodeFlags } = target.identity.model.options;
  const ofClass = { resources, maxRuntimeSecs, env, nodeFlags };
  return {
    id,
    ref: target.ref,
    artifact: target.artifact,
    options: mergeOptions(ofClass, options),
    rerun,
    describe: (secrets) => describe(target, id, secrets, rerun),
  };
}

/** Options of less and of more importance. Environment variables add up; everything else is replaced. */
export function mergeOptions(
  base: { readonly [K in keyof JobOptions]?: JobOptions[K] | undefined },
  above: { readonly [K in keyof JobOptions]?: JobOptions[K] | undefined },
): JobOptions {
  const resources = { ...base.resources, ...above.resources };
  const maxRuntimeSecs = above.maxRuntimeSecs ?? base.maxRuntimeSecs;
  const nodeFlags = above.nodeFlags ?? base.nodeFlags;
  const env = { ...base.env, ...above.env };
  return {
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(maxRuntimeSecs === undefined ? {} : { maxRuntimeSecs }),
    ...(nodeFlags === undefined ? {} : { nodeFlags }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}

async function describe(
  target: Target,
  id: string,
  channel: 'file' | 'memory',
  rerun: boolean,
): Promise<{ readonly description: JobDescription; readonly secrets: SecretValues | undefined }> {
  const { artifact, identity, ref } = target;
  const nodes = nodesOf(artifact, identity.model, () => false);
  const configuration = toJSON(artifact);
  // Rows of what `dependencies()` names are not rebuilt: the worker's own instance names them again.
  const isSent = new Set(nodes.map(({ instance }) => instance));
  const rows = documentNodes(artifact).map((node) => (isSent.has(node.instance) ? node : undefined));
  refuseUnstored(configuration, rows);
  if (channel === 'file') refuseUnreadableSecrets(nodes);
  const modules = await modulesOf(nodes);
  const source = modules.find(({ url }) => isTypeScript(url));
  if (source !== undefined) refuseWithoutCompiler(source.url, shortName(target));
  const description: JobDescription = {
    schemaVersion: 1,
    id,
    artifact: ref,
    configuration,
    setup: setupModules(),
    modules,
    typescript: source !== undefined || setupModules().some(isTypeScript),
    settings: settings(),
    directory: process.cwd(),
    rerun,
  };
  return { description, secrets: channel === 'memory' ? secretsOf(rows) : undefined };
}

/** The modules of all classes, each class once, that of the artifact itself last. */
async function modulesOf(nodes: readonly ConfigNode[]): Promise<readonly JobModule[]> {
  const models = new Set<ClassModel>(nodes.map(({ model }) => model));
  const modules: JobModule[] = [];
  for (const model of models) modules.push({ namespace: model.namespace, url: await importableModule(model) });
  return modules;
}
