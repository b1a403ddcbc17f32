import { Artifact, type CreateContext, type Executor, Field, type HuldraError, type JobEnd, of } from '@huldra/core';

/** What `create` of a node does; a test sets it. */
export const steering: { create: (node: Node, context: CreateContext) => unknown } = { create: () => undefined };

@Artifact({ namespace: 'test-run/Node' })
export class Node {
  @Field() label = '';
  @Field(() => Node) needs: Node[] = [];

  create(context: CreateContext): unknown {
    return steering.create(this, context);
  }
}

@Artifact({ namespace: 'test-run/Heavy', resources: { memory: '6GB', licences: 2 } })
export class Heavy extends Node {}

@Artifact({ namespace: 'test-run/Wide', resources: { cpus: 100_000 } })
export class Wide extends Node {}

@Artifact({ namespace: 'test-run/NoRetry', retryFailed: false })
export class NoRetry extends Node {}

export function node(label: string, needs: Node[] = [], cls: new () => Node = Node): Node {
  return of(cls as typeof Node, { label, needs });
}

/** An executor that ends each job as it is told, and by default as a real one would that has just computed it. */
export function scripted(inner: Executor, ends: (label: string, attempt: number) => HuldraError | undefined): Executor {
  const attempts = new Map<string, number>();
  return {
    ...inner,
    submit: async (jobs) =>
      Promise.all(
        jobs.map(async (job) => {
          const { label } = job.artifact as Node;
          const attempt = (attempts.get(label) ?? 0) + 1;
          attempts.set(label, attempt);
          const error = ends(label, attempt);
          const [handle] = error === undefined ? await inner.submit([job]) : [];
          if (handle !== undefined) return handle;
          const end: JobEnd = { kind: 'failed', error: error as HuldraError };
          return {
            id: job.id,
            state: async () => end.kind,
            ended: async () => end,
            cancel: async () => undefined,
            logs: async () => '',
          };
        }),
      ),
  };
}
