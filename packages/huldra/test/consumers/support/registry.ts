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
    const packed = packages.find(({ manifest }) => path === tarballPath(manifest.name));
    const body = packed === undefined ? documents.get(path) : readFileSync(packed.tarball);
    const type = packed === undefined ? 'application/json' : 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
    response.end(body ?? JSON.stringify({ error: `no package ${path}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const packed of packages) documents.set(packed.manifest.name, JSON.stringify(describe(packed, url)));
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function tarballPath(name: string): string {
  return `${name}/-/package.tgz`;
}

/** What a registry says of a package (https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md). */
function describe({ manifest, tarball }: PackedPackage, url: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: url + tarballPath(name), integrity };
  const published = '2020-01-01T00:00:00.000Z';
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: published, modified: published, [version]: published },
  };
}
