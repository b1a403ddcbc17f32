import { Artifact, type CreateContext, Field } from '@huldra/core';

/** What `create` of the classes below does; the test, or the agent on behalf of the test, sets it. */
export const steering: { create: (artifact: Steered, context: CreateContext) => unknown } = {
  create: ({ label }) => label,
};

/** A computation that is steered from outside. Child processes have the same class, so both mean the same artifact. */
@Artifact({ namespace: 'test-runtime/Steered' })
export class Steered {
  @Field() label = '';

  create(context: CreateContext): unknown {
    return steering.create(this, context);
  }
}

@Artifact({ namespace: 'test-runtime/Partial', keepPartial: true })
export class Partial extends Steered {}

@Artifact({ namespace: 'test-runtime/Whole' })
export class Whole extends Steered {}

@Artifact({ namespace: 'test-runtime/NoRetry', retryFailed: false })
export class NoRetry extends Steered {}

@Artifact({ namespace: 'test-runtime/Impatient', maxWaitSecs: 0.05 })
export class Impatient extends Steered {}

const classes = { Steered, Partial, Whole, NoRetry, Impatient };

export type SteeredClass = keyof typeof classes;

export function steered(name: SteeredClass, label: string): Steered {
  return Object.assign(new classes[name](), { label });
}
