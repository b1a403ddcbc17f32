import { appendFileSync } from 'node:fs';
import { Artifact, Field, Huldra } from '@huldra/core';
import { rightValue } from './job.js';

/** An artifact without files of its own: what create returns is stored by a codec. */
@Artifact({ namespace: 'faults/StoredJson' })
export class StoredJson extends Huldra<string> {
  @Field() id = 0;
  @Field({ hash: false }) ledger = '';

  create(): string {
    appendFileSync(this.ledger, `${this.id} ${process.pid}\n`);
    return rightValue(this.id);
  }
}

/** The same as text, whose every beginning is text as well. */
@Artifact({ namespace: 'faults/StoredText', result: 'text' })
export class StoredText extends Huldra<string> {
  @Field() id = 0;
  @Field({ hash: false }) ledger = '';

  create(): string {
    appendFileSync(this.ledger, `${this.id} ${process.pid}\n`);
    return rightValue(this.id);
  }
}
