/** A process that submits one artifact to an executor and stays, until it is killed. See cases/outliving.ts. */
import { configure, submit } from '@huldra/core';
import { Probe } from './artifacts.js';

const { module, root, fields } = JSON.parse(process.argv[2] ?? '');
configure({ root, fsync: false });
const { createExecutor } = await import(module);
const job = await submit(Probe.of(fields), await createExecutor());
await job.result();
