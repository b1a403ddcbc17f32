import { Artifact, Field, hashOf } from '@huldra/core';

/** The same configuration as in fixtures/job.mjs, so that tests know where a job's files are. */
@Artifact({ namespace: 'test-protocol/Job' })
class Job {
  @Field() id = 0;
  create(): string {
    throw new Error('computed by other processes only');
  }
}

export function hashOfJob(id: number): string {
  return hashOf(Object.assign(new Job(), { id }));
}
