import { describe, expect, test } from '@jest/globals';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { Artifact, Config, Field, fromPlain, hashOf, of, toJSON, toSource } from '../../src/index.js';
import { problemsOf } from './support/problems.js';

@Config()
class Photo {
  @Field() width = 1;
  @Field() @Transform(({ value }) => String(value).toUpperCase()) title = '';
}

@Config()
class Landscape extends Photo {
  @Field() panorama = true;
}

@Config()
class Portrait extends Photo {
  @Field() person = 'ada';
}

const discriminator = {
  property: 'kind',
  subTypes: [
    { value: Landscape, name: 'landscape' },
    { value: Portrait, name: 'portrait' },
  ],
};

@Artifact()
class Album {
  @Field() @Type(() => Photo) cover: Photo = of(Photo);
  @Field() @Type(() => Photo) photos: Photo[] = [];
  @Field() @Type(() => Photo) distinct: Set<Photo> = new Set();
  @Field() @Type(() => Photo) byName: Map<string, Photo> = new Map();
  @Field() @Type(() => Photo, { discriminator }) best: Photo = of(Photo);
  @Field() @Type(() => Photo, { discriminator }) all: Photo[] = [];
  @Field() @Type(() => Date) taken: Date = new Date(0);
  @Field() @Type(() => Date) dates: Date[] = [];
  @Field() @Type(() => Number) price = 0;
  @Field() @Type(() => Boolean) isOpen = true;
  @Field() @Type(() => String) code = '';
}

describe("class-transformer's @Type", () => {
  test('makes nested instances, also in arrays, Sets and Maps', () => {
    const plain = {
      cover: { width: 2 },
      photos: [{ width: 3 }, {}],
      distinct: [{ width: 4 }],
      byName: { a: { width: 5 } },
    };
    const album = fromPlain(Album, plain);
    expect(album.cover).toBeInstanceOf(Photo);
    expect(album.photos.map((photo) => photo instanceof Photo)).toEqual([true, true]);
    expect([...album.distinct].map((photo) => photo instanceof Photo)).toEqual([true]);
    expect(album.byName.get('a')).toBeInstanceOf(Photo);
    const photo = (width: number) => of(Photo, { width });
    const same = of(Album, {
      cover: photo(2),
      photos: [photo(3), photo(1)],
      distinct: new Set([photo(4)]),
      byName: new Map([['a', photo(5)]]),
    });
    expect(hashOf(album)).toBe(hashOf(same));
  });

  test('reads scalars that are written as texts, where they have one meaning', () => {
    const album = fromPlain(Album, {
      taken: '2024-01-02',
      dates: ['2024-01-02'],
      price: '1.50',
      isOpen: 'false',
      code: 12,
    });
    expect(album).toMatchObject({ price: 1.5, isOpen: false, code: '12' });
    expect([album.taken, ...album.dates]).toEqual([new Date('2024-01-02'), new Date('2024-01-02')]);
  });

  test.each<[string, unknown, string]>([
    ['price', 'abc', 'price: should be Number, but is a string'],
    ['price', '', 'price: should be Number, but is a string'],
    ['isOpen', 'no', 'isOpen: should be Boolean, but is a string'],
    ['isOpen', 0, 'isOpen: should be Boolean, but is a number'],
    ['taken', 'yesterday', 'taken: should be Date, but is a string'],
  ])('makes neither NaN nor true nor an invalid date of what has none: %s: %p', (name, value, problem) => {
    expect(problemsOf(() => fromPlain(Album, { [name]: value }))).toEqual([problem]);
  });

  test('chooses the class by the discriminator, which stays in the input', () => {
    const plain = { best: { kind: 'landscape', width: 3 }, all: [{ kind: 'portrait' }, { kind: 'landscape' }] };
    const copy = structuredClone(plain);
    const album = fromPlain(Album, plain);
    expect(album.best).toBeInstanceOf(Landscape);
    expect(album.all.map((photo) => photo.constructor)).toEqual([Portrait, Landscape]);
    expect(plain).toEqual(copy);
  });

  test('makes no plain object of what names an unknown class, or none', () => {
    expect(problemsOf(() => fromPlain(Album, { best: { kind: 'landscpae' }, all: [{ width: 1 }] }))).toEqual([
      'best.kind: is no class that this field may hold. Did you mean "landscape"?',
      'all[0]: could be Landscape or Portrait; say which with "kind"',
    ]);
  });

  test('yields to what @Field declares', () => {
    @Artifact()
    class Both {
      @Field({ type: () => [Landscape, Portrait] }) @Type(() => Photo, { discriminator }) photo: Photo = of(Photo);
      @Field(() => Number) @Type(() => String) number: unknown = 1;
    }
    expect(fromPlain(Both, { photo: { kind: 'portrait' }, number: 5 })).toMatchObject({ number: 5 });
    expect(fromPlain(Both, { photo: { $class: 'Portrait' } }).photo).toBeInstanceOf(Portrait);
  });
});

describe("class-transformer's @Transform", () => {
  @Artifact()
  class Transformed {
    @Field()
    @Transform(({ value }) => (value as string).trim())
    name = '';

    @Field(() => Number)
    @Transform(({ value }) => Number.parseFloat(value as string))
    rate = 0;

    @Field({ type: () => Photo, container: 'array' })
    @Transform(({ value }) => (value as string).split(',').map((title) => ({ title })))
    photos: Photo[] = [];

    @Field() @Transform(({ value }) => of(Photo, { width: value as number })) photo = of(Photo);
    @Field() @Type(() => Date) @Transform(({ value }) => (value as Date).getTime()) time = 0;
    @Field() @Transform(({ obj }) => (obj as { name: string }).name.length) length = 0;
    @Field() @Transform(({ value }) => -value, { toPlainOnly: true }) outwards = 1;
    @Field() @Transform(({ value }) => -value, { groups: ['other'] }) grouped = 1;
    @Field() @Transform(({ value }) => (value as unknown[]).reverse()) list: unknown[] = [];
  }

  test('applies before the declared type is checked and after @Type', () => {
    const read = fromPlain(Transformed, {
      name: '  x ',
      rate: '1.5 kg',
      photos: 'a,b',
      photo: 7,
      time: '1970-01-01',
      length: 0,
      outwards: 2,
      grouped: 3,
    });
    expect(read).toMatchObject({ name: 'x', rate: 1.5, time: 0, length: 4, outwards: 2, grouped: 3 });
    expect(read.photos).toEqual([of(Photo, { title: 'A' }), of(Photo, { title: 'B' })]);
    expect(read.photos[0]).toBeInstanceOf(Photo);
    expect(read.photo).toEqual(of(Photo, { width: 7 }));
  });

  test('does not run for a value that was not given', () => {
    expect(fromPlain(Transformed, {})).toEqual(new Transformed());
  });

  test('runs in nested objects and by inheritance', () => {
    expect(fromPlain(Album, { cover: { title: 'sea' } }).cover.title).toBe('SEA');
    expect(fromPlain(Landscape, { title: 'sea' }).title).toBe('SEA');
  });

  test('may change what it is given: that is a copy', () => {
    const plain = { list: [1, { $bigint: '2' }, [3]] };
    expect(fromPlain(Transformed, plain).list).toEqual([[3], 2n, 1]);
    expect(plain.list).toHaveLength(3);
    expect(plain.list[0]).toBe(1);
  });

  test('is a problem of its field when it throws', () => {
    expect(problemsOf(() => fromPlain(Transformed, { name: 5, rate: 'x', photos: 'a' }))).toEqual([
      expect.stringMatching(/^name: its @Transform threw: TypeError: value\.trim is not a function/),
    ]);
    expect(problemsOf(() => fromPlain(Transformed, { photos: 5 }))).toEqual([
      expect.stringMatching(/^photos: its @Transform threw/),
    ]);
  });

  test('gives a value that is checked like any other', () => {
    @Artifact()
    class Wrong {
      @Field(() => Number) @Transform(() => 'x') number = 1;
    }
    expect(problemsOf(() => fromPlain(Wrong, { number: 1 }))).toEqual(['number: should be Number, but is a string']);
  });
});

describe("class-transformer's traps", () => {
  test('defaults are not overwritten with undefined', () => {
    expect(fromPlain(Photo, { width: 2 })).toEqual({ width: 2, title: '' });
    expect(fromPlain(Photo, { width: undefined })).toEqual({ width: 1, title: '' });
  });

  test('nothing is converted by what the compiler wrote down: not "false", not "abc"', () => {
    @Artifact()
    class Implicit {
      @Field() flag: boolean = true;
      @Field() number: number = 1;
    }
    expect(fromPlain(Implicit, { flag: 'false', number: 'abc' })).toEqual({ flag: 'false', number: 'abc' });
  });

  test('a Set stays a Set and bytes keep their content', () => {
    @Artifact()
    class Untyped {
      @Field() set: unknown = null;
      @Field() bytes: unknown = null;
    }
    const plain = { set: new Set([1]), bytes: new Uint8Array([1, 2, 3]) };
    expect(fromPlain(Untyped, plain)).toEqual(plain);
  });

  test('unknown keys are found although @Exclude or @Expose would hide them', () => {
    @Artifact()
    @Exclude()
    class Hiding {
      @Field() @Expose() shown = 1;
      @Field() @Exclude() hidden = 1;
      @Field() @Expose({ name: 'learning_rate' }) lr = 1;
    }
    expect(fromPlain(Hiding, { shown: 2, hidden: 3, lr: 4 })).toEqual({ shown: 2, hidden: 3, lr: 4 });
    expect(problemsOf(() => fromPlain(Hiding, { learning_rate: 2, hiden: 3 }))).toEqual([
      expect.stringMatching(/^learning_rate: is no field of Hiding/),
      'hiden: is no field of Hiding. Did you mean "hidden"?',
    ]);
  });

  test('unknown keys are found inside of what @Type makes', () => {
    expect(problemsOf(() => fromPlain(Album, { cover: { widht: 5 }, photos: [{}, { x: 1 }] }))).toEqual([
      'cover.widht: is no field of Photo. Did you mean "width"?',
      'photos[1].x: is no field of Photo. It has: width, title.',
    ]);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s reaches no prototype', (key) => {
    const evil = JSON.parse(`{"${key}": {"polluted": true}}`) as object;
    const nested = [evil, { cover: evil }, { photos: [evil] }];
    for (const plain of nested) {
      expect(problemsOf(() => fromPlain(Album, plain))).toEqual([expect.stringContaining(`${key}: is no field of`)]);
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(Photo.prototype, 'polluted')).toBeUndefined();
  });

  test('no method and no getter of an instance is called when it is hashed or written', () => {
    const called: string[] = [];
    @Artifact()
    class Lively {
      @Field() value = 1;
      create() {
        called.push('create');
      }
      get derived() {
        called.push('derived');
        return 1;
      }
      valueOf() {
        called.push('valueOf');
        return 1;
      }
    }
    const lively = of(Lively, { value: 2 });
    hashOf(lively);
    toJSON(lively);
    toSource(lively);
    expect(called).toEqual([]);
  });
});
