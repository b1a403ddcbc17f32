import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always'];

/** A real repository that a test works on. */
export interface TestRepository {
  readonly path: string;
  /** Runs git in it, free of the configuration of whoever runs the tests, and returns what it prints, trimmed. */
  git(...args: string[]): string;
  write(name: string, text: string | Buffer): void;
  /** Commits all files, and returns the commit. */
  commit(): string;
  /** Appends to `.git/config`. */
  configure(text: string): void;
}

export function testRepository(path: string, ...initOptions: string[]): TestRepository {
  mkdirSync(path, { recursive: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', path, ...identity, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '--quiet', '--initial-branch=main', ...initOptions);
  return {
    path,
    git,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message=change');
      return git('rev-parse', 'HEAD');
    },
    configure: (text) => appendFileSync(join(path, '.git', 'config'), text),
  };
}
