import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CorruptArtifactError, HuldraError, NewerFormatError } from '../../src/errors/index.js';
import { decodeLines, decodeRecord, encodeLine, encodeRecord } from '../../src/store/record.js';

const sample = {
  schemaVersion: 1,
  name: 'Ünïcödé \u2028 "quoted" \n',
  nested: { list: [1, 2.5, null, true, {}] },
  empty: [],
};

const decode = (text: string | Uint8Array, schemaVersion = 1): Record<string, unknown> =>
  decodeRecord(typeof text === 'string' ? Buffer.from(text) : text, '/data/record.json', schemaVersion);

function complaint(text: string | Uint8Array): string {
  try {
    decode(text);
  } catch (error) {
    if (CorruptArtifactError.is(error)) return `${error.path}: ${error.message}`;
    throw error;
  }
  return 'sound';
}

/** A file whose checksum is right, whatever it holds. */
function signed(head: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(head), Buffer.from(`"checksum": "${hash('sha256', head)}"\n}\n`)]);
}

const jsonObject = fc
  .dictionary(fc.string(), fc.jsonValue())
  .map((members) => JSON.parse(JSON.stringify({ schemaVersion: 1, ...members })) as Record<string, unknown>)
  .filter(
    (record) =>
      Number.isInteger(record.schemaVersion) &&
      !/"(__proto__|constructor|prototype|checksum)":/.test(JSON.stringify(record)),
  );

test('a record comes back as it was', () => {
  expect(decode(encodeRecord(sample))).toEqual(sample);
  fc.assert(
    fc.property(jsonObject, (record) => {
      expect(decode(encodeRecord({ ...record, schemaVersion: 1 }))).toEqual({ ...record, schemaVersion: 1 });
    }),
  );
});

test('a record is JSON that people and other programs can read', () => {
  const text = encodeRecord({ schemaVersion: 1, a: [1] });
  expect(text).toMatch(
    /^\{\n {2}"schemaVersion": 1,\n {2}"a": \[\n {4}1\n {2}\],\n {2}"checksum": "[0-9a-f]{64}"\n\}\n$/,
  );
  const head = text.slice(0, text.indexOf('"checksum"'));
  expect(JSON.parse(text)).toEqual({ schemaVersion: 1, a: [1], checksum: hash('sha256', head) });
});

test('a view into a larger buffer is decoded as itself', () => {
  const bytes = Buffer.from(encodeRecord(sample));
  const larger = new Uint8Array(bytes.length + 20).fill(65);
  larger.set(bytes, 7);
  expect(decode(larger.subarray(7, 7 + bytes.length))).toEqual(sample);
});

test('no byte can be changed, added or left out without being noticed', () => {
  const bytes = Buffer.from(encodeRecord(sample));
  for (let index = 0; index < bytes.length; index += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      expect(complaint(changed)).not.toBe('sound');
    }
    expect(complaint(bytes.subarray(0, index))).not.toBe('sound');
    expect(complaint(Buffer.concat([bytes.subarray(0, index), Buffer.from(' '), bytes.subarray(index)]))).not.toBe(
      'sound',
    );
  }
  expect(complaint(Buffer.concat([bytes, Buffer.from('\n')]))).not.toBe('sound');
});

test('any other bytes are a CorruptArtifactError and nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
        fc.json().map(signed),
      ),
      (bytes) => {
        const message = complaint(bytes);
        expect(message).toContain('/data/record.json: /data/record.json is damaged: it ');
      },
    ),
  );
});

test('what is wrong with a damaged file is said', () => {
  const text = encodeRecord(sample);
  expect(complaint('')).toContain('is empty');
  expect(complaint(text.slice(0, -10))).toContain('does not end in a checksum');
  expect(complaint(text.replace('2.5', '2.6'))).toContain('does not match its checksum');
  expect(complaint(signed(''))).toContain('has no member');
  expect(complaint(signed('[1,\n  '))).toContain('not JSON');
  expect(complaint(signed('{"a": 1,\n  '))).toContain('schemaVersion');
  expect(complaint(signed('{"schemaVersion": 1.5,\n  '))).toContain('schemaVersion');
  expect(complaint(signed('{"schemaVersion": "1",\n  '))).toContain('schemaVersion');
  expect(complaint(signed('{"schemaVersion": 0,\n  '))).toContain('schemaVersion');
  const invalid = Buffer.concat([
    Buffer.from('{"schemaVersion": 1, "a": "'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('",\n  '),
  ]);
  expect(complaint(signed(invalid))).toContain('not UTF-8');
});

test('a record of a newer version asks for an upgrade and an older one is read', () => {
  const text = encodeRecord({ schemaVersion: 3, a: 1 });
  expect(() => decode(text)).toThrow(NewerFormatError);
  expect(() => decode(text)).toThrow(/written by a newer huldra \(schemaVersion 3, this one reads up to 1\): upgrade/);
  expect(decode(text, 3)).toEqual({ schemaVersion: 3, a: 1 });
  expect(decode(text, 4)).toEqual({ schemaVersion: 3, a: 1 });
});

test.each(['__proto__', 'constructor', 'prototype'])('a member named %s is refused in both directions', (key) => {
  const record = JSON.parse(`{"schemaVersion":1,"list":[{"${key}":{"polluted":true}}]}`) as object;
  expect(() => encodeRecord(record)).toThrow(key);
  expect(complaint(signed(`{"schemaVersion": 1, "a": {"${key}": 1},\n  `))).toContain(`member named ${key}`);
  const escaped = `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`;
  expect(complaint(signed(`{"schemaVersion": 1, "a": {"${escaped}": 1},\n  `))).toContain(`member named ${key}`);
});

test.each(['__proto__', 'constructor', 'prototype'])('%s is a fine value, also in quotes', (value) => {
  const record = { schemaVersion: 1, value, quoted: `"${value}": "\u0007"`, list: [value] };
  expect(decode(encodeRecord(record))).toEqual(record);
});

test('what could not be read back is not stored', () => {
  let deep: object = {};
  for (let level = 0; level < 300; level += 1) deep = { deep };
  const unstorable = [
    { schemaVersion: 1, deep },
    { schemaVersion: 1, checksum: '' },
    {},
    [1],
    { schemaVersion: 1, large: 'x'.repeat(4 * 1024 * 1024) },
  ];
  for (const record of unstorable) {
    expect(() => encodeRecord(record)).toThrow(expect.objectContaining({ code: 'UNSTORABLE_RECORD' }));
    expect(() => encodeRecord(record)).toThrow(HuldraError);
  }
});

test('depth is capped before anything is parsed, and brackets in strings do not count', () => {
  const deep = '['.repeat(1_000_000);
  expect(complaint(signed(`{"schemaVersion": 1, "a": ${deep},\n  `))).toContain('nests deeper');
  const record = { schemaVersion: 1, text: `"${'[{'.repeat(1000)}\\` };
  expect(decode(encodeRecord(record))).toEqual(record);
});

test('size is capped', () => {
  const text = encodeRecord({ schemaVersion: 1, a: 'x'.repeat(1000) });
  expect(() => decodeRecord(Buffer.from(text), '/a', 1, text.length - 1)).toThrow('is larger than');
  expect(decodeRecord(Buffer.from(text), '/a', 1, text.length).schemaVersion).toBe(1);
  expect(encodeRecord({ schemaVersion: 1, a: 'x'.repeat(1000) }, text.length)).toBe(text);
  expect(() => encodeRecord({ schemaVersion: 1, a: 'x'.repeat(1000) }, text.length - 1)).toThrow('is larger than');
});

test('lines come back in their order', () => {
  const records = [{ a: 1 }, {}, { text: 'new\nline \u2028 "quoted"', nested: { list: [1] } }];
  const text = records.map((record) => `\n${encodeLine(record)}`).join('');
  expect(decodeLines(text)).toEqual({ records, damaged: 0 });
  expect(encodeLine({ a: 1 })).toMatch(/^\{"a":1,"check":"[0-9a-f]{8}"\}$/);
  expect(encodeLine({})).toMatch(/^\{"check":"[0-9a-f]{8}"\}$/);
});

test('any line that was torn or altered is left out and the others are read', () => {
  const line = encodeLine({ type: 'started', epoch: 12 });
  for (let index = 0; index < line.length; index += 1) {
    const altered = `${line.slice(0, index)}~${line.slice(index + 1)}`;
    expect(decodeLines(`${line}\n${altered}\n${line}`)).toMatchObject({ records: { length: 2 }, damaged: 1 });
    if (index > 0)
      expect(decodeLines(`\n${line.slice(0, index)}\n${line}`)).toMatchObject({ records: { length: 1 }, damaged: 1 });
    if (index > 0) expect(decodeLines(line.slice(0, index) + line)).toMatchObject({ records: [], damaged: 1 });
  }
});

test('lines of anything never throw', () => {
  fc.assert(fc.property(fc.string(), (text) => decodeLines(text).records.length === 0));
  const forged = (head: string): string => `${head}"check":"${hash('sha256', head).slice(0, 8)}"}`;
  const text = [forged('['), forged('{"__proto__":{},'), forged('{"a":1,'), forged(`{"a":${'['.repeat(300)},`)].join(
    '\n',
  );
  expect(decodeLines(text)).toEqual({ records: [{ a: 1 }], damaged: 3 });
});

test('the member of the check cannot be used otherwise', () => {
  expect(() => encodeLine({ check: 1 })).toThrow(TypeError);
  expect(() => encodeLine([1])).toThrow(TypeError);
});
