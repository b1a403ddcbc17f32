import { activeStack } from './active.js';
import { redact, redactShown, rememberSecretsOnce } from './secrets.js';

/**
 * For logs: a text without the values of secret fields, of the artifacts that are active here and of all that this process
 * computed. To be called on whole messages, before they are cut or wrapped.
 */
export function redactLogged(text: string): string {
  rememberActive();
  return redact(text);
}

/** For logs: a value as it is, or a text that shows it without the values of secret fields. */
export function redactLoggedValue(value: unknown): unknown {
  rememberActive();
  return redactShown(value);
}

function rememberActive(): void {
  for (const { target } of activeStack()) rememberSecretsOnce(target);
}
