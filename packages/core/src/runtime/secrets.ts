import { nodesOf } from '../configuration/index.js';
import type { Target } from './target.js';

/** Shorter texts would strike out half of every message, and are no secrets. */
const shortestSecret = 4;

function secretsOf(target: Target): string[] {
  return nodesOf(target.artifact, target.identity.model, () => false).flatMap(({ instance, model }) =>
    [...model.fields.values()]
      .filter(({ isSecret }) => isSecret)
      .map(({ name }) => Reflect.get(instance, name) as unknown)
      .filter((value) => typeof value === 'string' && value.length >= shortestSecret)
      .map(String),
  );
}

/** A function that strikes the values of an artifact's secret fields out of texts that are to be written down. */
export function secretRedactor(target: Target): (text: string) => string {
  const secrets = secretsOf(target);
  if (secrets.length === 0) return (text) => text;
  return (text) => secrets.reduce((result, secret) => result.replaceAll(secret, '<secret>'), text);
}
