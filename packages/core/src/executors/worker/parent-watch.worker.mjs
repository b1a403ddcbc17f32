/**
 * The thread behind parent-watch.ts. The pool holds the other end of the pipe, which the kernel closes when the pool's process ends, however
 * it ends. The main thread may be busy for an hour, so this thread kills the process itself.
 */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

const die = () => process.kill(process.pid, 'SIGKILL');

new Socket({ fd: workerData }).on('error', die).on('close', die).resume();
