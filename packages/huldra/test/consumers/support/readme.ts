import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './packages.js';

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** A command of the README and what the README says it prints. */
export interface Demonstration {
  readonly command: string;
  readonly output: string;
}

/** A section of the README, from its heading to the next. */
export class Section {
  readonly text: string;

  constructor(heading: string) {
    const readme = readFileSync(join(repository, 'README.md')).toString('utf8');
    const [, text] = readme.split(`\n## ${heading}\n`);
    if (text === undefined) throw new Error(`the README has no section "${heading}"`);
    this.text = text.split('\n## ')[0] ?? '';
  }

  blocks(language: string): string[] {
    const blocks = [...this.text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
    return blocks.filter((block) => block[1] === language).map((block) => block[2] ?? '');
  }

  /** Source files, by the path that their first line, a comment, gives. */
  sources(): Readonly<Record<string, string>> {
    const named = this.blocks('ts').map((text) => [/^\/\/ (\S+)\n/.exec(text)?.[1], text]);
    return Object.fromEntries(named.filter(([path]) => path !== undefined));
  }

  /** The compiler options that the text asks for. */
  compilerOptions(): Readonly<Record<string, true>> {
    return Object.fromEntries([...this.text.matchAll(/`"(\w+)": true`/g)].map(([, name]) => [name, true]));
  }

  /** What the text says stands in package.json. */
  manifest(): Readonly<Record<string, string>> {
    const said = [...this.text.matchAll(/`"(name|type)": "([^"]+)"`/g)];
    return Object.fromEntries(said.map(([, name, value]) => [name, value]));
  }

  /** The commands after `$` in a terminal's picture. */
  demonstrations(): Demonstration[] {
    return this.blocks('').flatMap((text) =>
      text
        .split(/^\$ /m)
        .slice(1)
        .map((shown) => ({
          command: shown.slice(0, shown.indexOf('\n')),
          output: shown.slice(shown.indexOf('\n') + 1),
        })),
    );
  }
}
