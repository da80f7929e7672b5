/** Runs once before all tests: starts the private MariaDB, so that the same store tests run on both engines. */
import type { TestProject } from 'vitest/node';
import { startMariaDb } from './mariadb.js';

/** What test files get by `inject('mariadb')`; null where MariaDB is not installed. */
export interface MariaDbAccess {
  readonly socketPath: string;
  readonly user: string;
  readonly password: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    mariadb: MariaDbAccess | null;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const server = await startMariaDb();
  if (server === undefined) {
    if (process.env.CI === 'true')
      throw new Error('CI=true and mariadbd is not installed: the MariaDB half cannot run');
    console.warn('mariadbd is not installed: the MariaDB half of the store tests is SKIPPED');
    project.provide('mariadb', null);
    return undefined;
  }
  const { socketPath, user, password } = server;
  project.provide('mariadb', { socketPath, user, password });
  return () => server.stop();
}
