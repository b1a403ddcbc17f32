import { describe, expect, test } from '@jest/globals';
import { hashOfDocument } from '../../src/identity/index.js';
import {
  Artifact,
  Config,
  CorruptArtifactError,
  Field,
  fromJSON,
  hashOf,
  NewerFormatError,
  of,
  toJSON,
  toSource,
  UnknownClassError,
} from '../../src/index.js';
import { problemsOf, thrownBy } from '../configuration/support/problems.js';

interface ModelFields {
  size?: unknown;
  name: string;
}

/** A class as it is in one version of its module; declaring it again is loading the edited module. */
function declareModel(version: 'original' | 'raised' | 'shrunk' | 'grown' | 'demanding'): new () => ModelFields {
  if (version === 'raised') {
    @Artifact({ namespace: 'stored/Model', version: 2 })
    class Model {
      @Field() size = 1;
      @Field() name = 'x';
    }
    return Model;
  }
  if (version === 'shrunk') {
    @Artifact({ namespace: 'stored/Model' })
    class Model {
      @Field() name = 'x';
    }
    return Model;
  }
  if (version === 'grown') {
    @Artifact({ namespace: 'stored/Model' })
    class Model {
      @Field() size = 1;
      @Field() name = 'x';
      @Field() layers = 2;
    }
    return Model;
  }
  if (version === 'demanding') {
    @Artifact({ namespace: 'stored/Model' })
    class Model {
      @Field(() => String) size = '1';
      @Field() name = 'x';
      @Field() layers!: number;
    }
    return Model;
  }
  @Artifact({ namespace: 'stored/Model' })
  class Model {
    @Field() size = 1;
    @Field() name = 'x';
  }
  return Model;
}

@Config({ namespace: 'stored/Part' })
class Part {
  @Field() size = 1;
}

@Artifact({ namespace: 'stored/Holder' })
class Holder {
  @Field() part: unknown = of(Part);
  @Field({ hash: false }) workers = 4;
  @Field({ formerly: 'titel' }) title = 'x';
}

/** The document of an artifact, as text, with a change. */
const stored = (artifact: object, change: (text: string) => string = (text) => text): unknown =>
  JSON.parse(change(JSON.stringify(toJSON(artifact))));

const withModel = () => of(Holder, { part: [of(declareModel('original'), { size: 5 }), of(Part)] });

describe('toJSON()', () => {
  test('is a table of nodes, children before their parents, each with what it needs to be hashed', () => {
    expect(toJSON(withModel())).toEqual({
      schemaVersion: 1,
      nodes: [
        {
          kind: 'artifact',
          namespace: 'stored/Model',
          version: 1,
          hash: hashOf(of(declareModel('original'), { size: 5 })),
          fields: { size: 5, name: 'x' },
        },
        { kind: 'config', namespace: 'stored/Part', fields: { size: 1 } },
        {
          kind: 'artifact',
          namespace: 'stored/Holder',
          version: 1,
          hash: hashOf(withModel()),
          fields: { part: [{ $ref: 0 }, { $ref: 1 }], workers: 4, title: 'x' },
          unhashed: ['workers'],
          hashedAs: { title: 'titel' },
        },
      ],
    });
  });

  test('leaves out what cannot be stored where it is not hashed, and says so', () => {
    @Artifact({ namespace: 'stored/Loose' })
    class Loose {
      @Field({ hash: false, optional: true }) anything: unknown = 'default';
      @Field() hashed: unknown = null;
    }
    const loose = of(Loose, { anything: { deep: [() => 1] } });
    expect(toJSON(loose).nodes).toMatchObject([{ fields: { hashed: null }, unstored: ['anything'] }]);
    expect(fromJSON(stored(loose))).toMatchObject({ anything: 'default' });
    expect(toSource(loose)).toContain('of(Loose, { hashed: null })');
    expect(() => toJSON(of(Loose, { hashed: [() => 1] }))).toThrow(/hashed\[0\] is a function/);
  });
});

describe('hashOfDocument()', () => {
  test('is the hash of the artifact', () => {
    expect(hashOfDocument(stored(withModel()), 'here')).toBe(hashOf(withModel()));
  });

  test.each<[string, (text: string) => string]>([
    ['a field of the artifact', (text) => text.replace('"title":"x"', '"title":"y"')],
    ['a field of a nested artifact', (text) => text.replace('"size":5', '"size":6')],
    ['a field of a value object', (text) => text.replace('"fields":{"size":1}', '"fields":{"size":2}')],
    ['a hash', (text) => text.replace(hashOf(withModel()), '0'.repeat(32))],
    ['a version', (text) => text.replaceAll('"version":1', '"version":2')],
    ['a class name', (text) => text.replace('stored/Holder', 'stored/Folder')],
    ['the name under which a field is hashed', (text) => text.replace('"titel"', '"title"')],
    ['what is hashed', (text) => text.replace('["workers"]', '["workers","title"]')],
    ['a reference', (text) => text.replace('{"$ref":0}', '{"$ref":1}')],
    ['a reference to itself', (text) => text.replace('{"$ref":0}', '{"$ref":2}')],
    ['a reference to nothing', (text) => text.replace('{"$ref":0}', '{"$ref":"0"}')],
    ['a tag', (text) => text.replace('"size":5', '"size":{"$date":"x"}')],
    ['a key of a prototype', (text) => text.replace('"size":5', '"size":5,"__proto__":{"x":1}')],
    ['a value without an identity', (text) => text.replace('"size":5', '"size":[{"$undefined":true}]')],
  ])('finds a tampered document: %s', (_, change) => {
    const error = thrownBy(() => hashOfDocument(stored(withModel(), change), '/data/metadata.json'));
    expect(CorruptArtifactError.is(error)).toBe(true);
    expect(error).toMatchObject({ path: '/data/metadata.json', message: expect.stringContaining('It was not used') });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['no version', { nodes: [] }],
    ['a version that is no number', { schemaVersion: '1', nodes: [] }],
    ['no nodes', { schemaVersion: 1, nodes: [] }],
    ['nodes that are none', { schemaVersion: 1, nodes: [null] }],
    ['only a value object', { schemaVersion: 1, nodes: [{ kind: 'config', namespace: 'stored/Part', fields: {} }] }],
    ['a node of another kind', { schemaVersion: 1, nodes: [{ kind: 'x', namespace: 'stored/Part', fields: {} }] }],
  ])('and one that is none: %s', (_, document) => {
    for (const read of [hashOfDocument, fromJSON]) {
      expect(() => read(document, 'here')).toThrow(CorruptArtifactError);
      expect(() => read(document, 'here')).toThrow(/the configuration in here is damaged/);
    }
  });

  test('does not read what a newer huldra wrote', () => {
    const newer = { ...(stored(withModel()) as object), schemaVersion: 2 };
    for (const read of [hashOfDocument, fromJSON]) {
      expect(() => read(newer, 'here')).toThrow(NewerFormatError);
      expect(() => read(newer, 'here')).toThrow(/schema version 2; this huldra reads version 1. Upgrade/);
    }
  });
});

describe('fromJSON()', () => {
  test('knows only classes that were imported', () => {
    const error = thrownBy(() => fromJSON(stored(of(Holder), (text) => text.replaceAll('stored/', 'missing/'))));
    expect(UnknownClassError.is(error)).toBe(true);
    expect(error).toMatchObject({ artifact: 'missing/Part', message: expect.stringContaining('Import the module') });
  });

  test('says so when the version of the class was raised since', () => {
    const document = stored(of(declareModel('original'), { size: 5 }));
    declareModel('raised');
    expect(() => fromJSON(document, 'here')).toThrow(CorruptArtifactError);
    expect(() => fromJSON(document, 'here')).toThrow(
      /stored\/Model in here was stored with the hash [0-9a-f]{32}, but has the hash [0-9a-f]{32} with the class as it is now/,
    );
  });

  test('says so when a field was removed since', () => {
    const document = stored(of(declareModel('original'), { size: 5 }));
    declareModel('shrunk');
    expect(thrownBy(() => fromJSON(document))).toMatchObject({
      code: 'CORRUPT_ARTIFACT',
      path: 'size',
      message: expect.stringContaining(`no longer declares. If it was renamed, say so: @Field({ formerly: 'size' })`),
    });
  });

  test('says so when a field with a default was added since', () => {
    const document = stored(of(declareModel('original'), { size: 5 }));
    declareModel('grown');
    expect(() => fromJSON(document)).toThrow(/its version, fields or defaults have changed since/);
  });

  test('lists what the fields as they are now do not take', () => {
    const document = stored(withModel());
    declareModel('demanding');
    expect(problemsOf(() => fromJSON(document))).toEqual([
      'part[0].size: should be String, but is a number',
      'part[0].layers: is missing; give a value, a default, or declare it optional: true',
    ]);
  });

  test('refuses a class that has become a value object', () => {
    const document = stored(of(declareModel('original')), (text) => text.replaceAll('stored/Model', 'stored/Part'));
    expect(() => fromJSON(document)).toThrow(/stored when stored\/Part was decorated with @Artifact\(\)/);
  });

  test('keeps an optional field empty that has a default', () => {
    @Artifact({ namespace: 'stored/Optional' })
    class Optional {
      @Field({ optional: true }) note?: string | undefined = 'default';
      @Field({ optional: true, hash: false }) unhashed?: string | undefined = 'default';
    }
    const empty = Object.assign(new Optional(), { note: undefined, unhashed: undefined });
    expect(hashOf(empty)).not.toBe(hashOf(of(Optional)));
    const restored = fromJSON(stored(empty)) as Optional;
    expect(hashOf(restored)).toBe(hashOf(empty));
    expect([restored.note, restored.unhashed]).toEqual([undefined, undefined]);
  });

  test('gives a sealed artifact', () => {
    const restored = fromJSON(stored(of(Holder))) as Holder;
    expect(() => {
      restored.title = 'y';
    }).toThrow(/cannot be changed/);
  });
});
