import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { oneAtATime } from '../../src/daemon/porte.js';
import { createHealth, type PortaSalute } from '../../src/doors/health.js';
import { openServer, type ServerAperto } from '../../src/doors/https-server.js';
import { silentLog } from '../../src/log.js';

const RETE = {
  host: '127.0.0.1',
  port: 0,
  tls: null,
  maxConnections: 512,
  headersTimeoutMs: 5000,
  requestTimeoutMs: 5000,
  shutdownTimeoutMs: 500,
};
const aperti: ServerAperto[] = [];
afterEach(async () => {
  await Promise.all(aperti.splice(0).map((s) => s.close()));
});

async function ask(path: string, pronto: PortaSalute['pronto']): Promise<{ status: number; json: unknown }> {
  const server = await openServer(express().use(createHealth({ pronto })), RETE, silentLog);
  aperti.push(server);
  const r = await fetch(`${server.url}${path}`, { headers: { connection: 'close' } });
  return { status: r.status, json: await r.json() };
}

const rotto = async (): Promise<never> => {
  throw new Error('segreto: host del database');
};

it('live answers whatever the state of the rest', async () => {
  expect(await ask('/health/live', rotto)).toEqual({ status: 200, json: { stato: 'vivo' } });
});

it('ready says what it is ready or not ready for', async () => {
  const dettagli = { database: 'ok', 'keystore 015146': 'scade il 2026-12-22' };
  expect(await ask('/health/ready', async () => ({ ok: true, dettagli }))).toEqual({
    status: 200,
    json: { stato: 'pronto', dettagli },
  });
  const r = await ask('/health/ready', async () => ({ ok: false, dettagli: { database: 'non raggiungibile' } }));
  expect(r).toEqual({ status: 503, json: { stato: 'non pronto', dettagli: { database: 'non raggiungibile' } } });
});

it('a check that fails is not ready, and its error is nobody else’s business', async () => {
  expect(await ask('/health/ready', rotto)).toEqual({ status: 503, json: { stato: 'non pronto', dettagli: {} } });
});

it('readiness is asked once at a time, however many ask, and anew afterwards', async () => {
  let asked = 0;
  let answer = (_: string): void => undefined;
  const pronto = oneAtATime(() => {
    asked++;
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  });
  const all = Array.from({ length: 1000 }, () => pronto());
  answer('ok');
  expect(new Set(await Promise.all(all))).toEqual(new Set(['ok']));
  expect(asked).toBe(1);
  void pronto();
  expect(asked).toBe(2);
});
