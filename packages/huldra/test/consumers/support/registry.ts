import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PackedPackage } from './packages.js';

/** A package registry on this machine that has a few packages and nothing else. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves packed packages to npm and pnpm, so that tests install by the very commands that users type, without a network: what
 * is not among the packages does not exist.
 */
export async function startRegistry(packages: readonly PackedPackage[]): Promise<Registry> {
  const documents = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    const packed = packages.find(({ manifest }) => path === tarballPath(manifest));
    const body = packed === undefined ? documents.get(path) : readFileSync(packed.tarball);
    const type = packed === undefined ? 'application/json' : 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
    response.end(body ?? JSON.stringify({ error: `no package ${path}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // Of some packages several versions are needed, by different dependents.
  for (const [name, versions] of byName(packages)) {
    documents.set(name, JSON.stringify(describe(name, versions, url)));
  }
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function byName(packages: readonly PackedPackage[]): ReadonlyMap<string, readonly PackedPackage[]> {
  const groups = new Map<string, PackedPackage[]>();
  for (const packed of packages)
    groups.set(packed.manifest.name, [...(groups.get(packed.manifest.name) ?? []), packed]);
  return groups;
}

function tarballPath({ name, version }: PackedPackage['manifest']): string {
  return `${name}/-/${version}.tgz`;
}

/** What a registry says of a package (https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md). */
function describe(name: string, packages: readonly PackedPackage[], url: string): object {
  const versions = packages.map(({ manifest, tarball }) => {
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    return [manifest.version, { ...manifest, dist: { tarball: url + tarballPath(manifest), integrity } }] as const;
  });
  const numbers = versions.map(([version]) => version).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const published = '2020-01-01T00:00:00.000Z';
  return {
    name,
    'dist-tags': { latest: numbers.at(-1) },
    versions: Object.fromEntries(versions),
    time: {
      created: published,
      modified: published,
      ...Object.fromEntries(numbers.map((number) => [number, published])),
    },
  };
}
