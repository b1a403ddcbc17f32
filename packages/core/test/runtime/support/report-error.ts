import type { ReportedError } from './messages.js';

function plain(error: Error): Omit<ReportedError, 'causes' | 'logTail'> {
  const { code } = error as { code?: unknown };
  return { name: error.name, code: typeof code === 'string' ? code : undefined, message: error.message };
}

function causesOf(error: Error): readonly Omit<ReportedError, 'causes' | 'logTail'>[] {
  return error.cause instanceof Error ? [plain(error.cause), ...causesOf(error.cause)] : [];
}

export function reportError(thrown: unknown): ReportedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { logTail } = error as { logTail?: readonly string[] };
  return { ...plain(error), logTail, causes: causesOf(error) };
}
