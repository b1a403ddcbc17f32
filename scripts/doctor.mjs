/**
 * `node scripts/doctor.mjs [root] [--fix] [--json]`: examines a root, and says in plain words what it means for huldra.
 * The workspace must be built.
 */
import { parseArgs } from 'node:util';
import { doctor } from '../packages/core/dist/index.js';

const options = { fix: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const { root, findings, artifacts, leftovers } = doctor(positionals[0], { fix: values.fix });

function print() {
  const marks = { good: '✓', note: '!', bad: '✗' };
  console.log(`${root}\n`);
  for (const { question, verdict, finding } of findings)
    console.log(`${marks[verdict]} ${question.padEnd(22)} ${finding}`);
  console.log(`\n${artifacts} artifacts, ${leftovers.length} with something that dead owners left`);
  for (const { dir, hasDeadOwner, attempts, files, isCleaned } of leftovers) {
    const parts = [
      hasDeadOwner && 'a claim',
      attempts.length && `${attempts.length} attempts`,
      files.length && `${files.length} stray files`,
    ];
    console.log(`  ${isCleaned ? 'cleaned ' : ''}${dir}: ${parts.filter(Boolean).join(', ')}`);
  }
  if (leftovers.some(({ isCleaned }) => !isCleaned))
    console.log('\n--fix removes what is of no use to anybody; published results are never touched.');
}

if (values.json) console.log(JSON.stringify({ root, findings, artifacts, leftovers }, null, 2));
else print();
if (findings.some(({ verdict }) => verdict === 'bad')) process.exitCode = 1;
