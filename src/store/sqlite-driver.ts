/**
 * The SQLite driver for the Node that runs us.
 * Releases up to 12 abort the process on Node 24.19 and later whenever a statement is collected as garbage
 * (WiseLibs/better-sqlite3#1515: node::ObjectWrap asks for an environment that a collection does not have); release 13 stands on
 * Node-API instead, whose version 10 Node 20 does not have. The two read and write the same files.
 */
import { createRequire } from 'node:module';

const NODE_API = 10;

/** What TypeORM is given as `driver`. @throws Error the driver was not built for this Node: scripts/install */
export function sqliteDriver(nodeApi: string | undefined = process.versions.napi): unknown {
  const load = createRequire(import.meta.url);
  return load(Number(nodeApi) >= NODE_API ? 'better-sqlite3-napi' : 'better-sqlite3');
}
