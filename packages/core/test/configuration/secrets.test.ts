import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Transform } from 'class-transformer';
import { MaxLength, MinLength, ValidateNested } from 'class-validator';
import { Artifact, Config, Field, fromJSON, fromPlain, hashOf, of, toJSON, toSource } from '../../src/index.js';
import { problemsOf, thrownBy } from './support/problems.js';

const token = 'hunter2-hunter2';

@Config()
class Account {
  @Field({ secret: true }) @MinLength(3, { message: 'password $value is too short' }) password!: string;
  @Field() user = 'ada';
}

@Artifact()
class Download {
  @Field() url = 'https://example.org';
  @Field({ secret: { env: 'HULDRA_TEST_TOKEN' }, doc: 'from the settings page' }) token!: string;
  @Field(() => Account, { optional: true }) @ValidateNested() account?: Account;
}

afterEach(() => {
  Reflect.deleteProperty(process.env, 'HULDRA_TEST_TOKEN');
});

describe('a secret is read from its environment variable', () => {
  test('by of(), fromPlain() and the hash of an instance made with new', () => {
    process.env.HULDRA_TEST_TOKEN = token;
    const made = new Download();
    hashOf(made);
    expect([of(Download).token, fromPlain(Download, {}).token, made.token]).toEqual([token, token, token]);
  });

  test('unless it is given', () => {
    process.env.HULDRA_TEST_TOKEN = token;
    expect(of(Download, { token: 'given' }).token).toBe('given');
  });

  test('and is missing where the variable is unset or empty', () => {
    const problem =
      'token: is missing (from the settings page); set the environment variable HULDRA_TEST_TOKEN, or give a value';
    expect(problemsOf(() => of(Download))).toEqual([problem]);
    process.env.HULDRA_TEST_TOKEN = '';
    expect(problemsOf(() => of(Download))).toEqual([problem]);
  });

  test('in nested instances as well', () => {
    process.env.HULDRA_TEST_TOKEN = token;
    @Artifact()
    class Unpack {
      @Field(() => Download) download!: Download;
    }
    expect(fromPlain(Unpack, { download: {} }).download.token).toBe(token);
  });

  test('again when an artifact comes back from JSON', () => {
    const document = JSON.stringify(toJSON(of(Download, { token })));
    expect(document).not.toContain(token);
    expect(problemsOf(() => fromJSON(JSON.parse(document)))).toEqual([expect.stringContaining('token: is missing')]);
    process.env.HULDRA_TEST_TOKEN = 'another';
    expect(fromJSON(JSON.parse(document))).toMatchObject({ token: 'another' });
  });
});

describe('a secret is not written', () => {
  const account = () => of(Account, { password: token });
  const download = () => of(Download, { token, account: account() });

  test('into the hash', () => {
    const other = of(Download, { token: 'other', account: of(Account, { password: 'other' }) });
    expect(hashOf(download())).toBe(hashOf(other));
  });

  test('into toJSON and toSource', () => {
    expect(JSON.stringify(toJSON(download()))).not.toContain(token);
    expect(toSource(download())).not.toContain(token);
  });

  test('by console.log and JSON.stringify, neither before nor after the hash is taken', () => {
    const made = download();
    const printed = () => [inspect(made), inspect({ made }, { depth: null }), JSON.stringify([made])];
    const before = printed();
    hashOf(made);
    for (const text of [...before, ...printed()]) {
      expect(text).not.toContain(token);
      expect(text).toContain('https://example.org');
    }
    expect(inspect(made)).toContain("token: '<secret>'");
    expect(made.token).toBe(token);
    expect({ ...made }.token).toBe(token);
  });

  test('into messages about its value', () => {
    @Artifact()
    class Strict {
      @Field({ secret: true }) @MaxLength(2, { message: 'is $value' }) short = '';
      @Field(() => Number, { secret: true }) number: unknown = 1;
      @Field(() => Account) @ValidateNested() account = account();
      @Field({ secret: true })
      @Transform(({ value }) => {
        throw new Error(`cannot use ${value}`);
      })
      transformed = '';
    }
    const nested = new Account();
    nested.password = 'ab';
    const errors = [
      thrownBy(() => of(Strict, { short: token, number: token, account: nested })),
      thrownBy(() => fromPlain(Strict, { short: { $date: token }, transformed: token })),
    ];
    expect(errors.map(String)).toEqual([
      [
        'InvalidConfigError: Strict is not configured correctly:',
        '  - number: should be Number, but is a string',
        '  - short: is not valid (its value is secret)',
        '  - account.password: is not valid (its value is secret)',
      ].join('\n'),
      [
        'InvalidConfigError: Strict is not configured correctly:',
        '  - short: cannot be read (its value is secret)',
        '  - transformed: its @Transform threw',
      ].join('\n'),
    ]);
  });
});
