/** The services of the fictitious ANPR for training: what is written is enough to reach them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import type { Ambiente, Esito } from '../../src/doors/cli/ambiente.js';
import { simulaServizi } from '../../src/doors/cli/simula-servizi.js';
import { silentLog } from '../../src/log.js';
import type { ClientANPR } from '../../src/soap/client/servizi.js';
import { clientiANPR } from '../../src/work/anpr.js';
import { esegui } from './banco.js';

const ISTAT = '058777';
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'allinea-servizi-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A port that was free a moment ago. */
function portaLibera(): Promise<number> {
  return new Promise((resolve, reject) => {
    const s = createServer().once('error', reject);
    s.listen(0, '127.0.0.1', () => {
      const a = s.address();
      s.close(() => resolve(typeof a === 'object' && a !== null ? a.port : 0));
    });
  });
}

/** Runs the command, and `durante` once the services are up; then interrupts. */
async function simula(
  o: { cartella: string; comune?: string; porta?: number },
  durante: (detto: string) => Promise<void>,
): Promise<Esito> {
  const stop = new AbortController();
  let fatto: Promise<void> = Promise.resolve();
  const out = {
    columns: undefined,
    write: (t: string) => {
      if (t.includes('restano accesi')) fatto = durante(t).finally(() => stop.abort());
    },
  };
  const ambiente: Ambiente = {
    version: '0',
    commit: null,
    loadSettings: (file) => loadConfig({ file, env: {} }),
    showConfig: () => ({ file: null, config: {} }),
    configOrigin: () => ({ file: null, from: 'none' }),
    runDaemon: async () => 0,
    self: [],
    now: () => new Date(),
    attore: 'prova',
    argv: [],
    uid: null,
    userName: () => undefined,
    out,
    err: out,
    log: silentLog,
    interruption: () => stop.signal,
  };
  const esito = await simulaServizi(ambiente, { abitanti: 120, seed: 's', ...o });
  await fatto;
  return esito;
}

function clientDa(cartella: string): ClientANPR {
  const { enti } = JSON.parse(readFileSync(join(cartella, 'frammento.json'), 'utf8')) as { enti: unknown[] };
  const file = join(dir, 'allinea.json');
  writeFileSync(file, JSON.stringify({ enti, firma: { policy: 'ignored' }, database: { kind: 'sqlite', file: 'x' } }));
  const settings = loadConfig({ file, env: {} });
  const client = clientiANPR(settings.enti, { commonPassword: null, version: '0', now: () => new Date() })(ISTAT);
  if (client === null) throw new Error('not connected');
  return client;
}

it('the piece of configuration it writes reaches the services, and the same folder brings the same ANPR back', async () => {
  const cartella = join(dir, 'anpr');
  const porta = await portaLibera();
  const trovati: string[][] = [];
  let numero = 1;
  const chiedi = async (): Promise<void> => {
    const client = clientDa(cartella);
    await client.prova({ idOperazioneComune: String(numero++) });
    const { nome } = JSON.parse(readFileSync(join(cartella, 'anpr-fittizia.json'), 'utf8')) as { nome: string };
    const al = new Date(Date.now() - 60_000).toISOString();
    const dal = new Date(Date.now() - 29 * 86_400_000).toISOString();
    const domanda = { tipo: null, statoLavorazione: '9', dettaglio: 'ID', periodo: { dal, al } } as const;
    const elenco = await client.elenco({ idOperazioneComune: String(numero++), ...domanda });
    if (elenco.esito !== 'ACCOLTA') throw new Error('nothing to list');
    const verifica = () =>
      client.verifica({ idOperazioneComune: String(numero++), ticket: elenco.ticket, progressivo: 1 });
    await expect.poll(async () => (await verifica()).esito, { timeout: 10_000 }).toBe('PRONTA');
    const pronta = await verifica();
    trovati.push([nome, ...(pronta.esito === 'PRONTA' ? pronta.voci.map((v) => v.idOperazioneANPR) : [])]);
  };
  const prima = await simula({ cartella, comune: ISTAT, porta }, chiedi);
  const dopo = await simula({ cartella, porta }, chiedi);
  expect([prima.code, dopo.code]).toEqual([0, 0]);
  expect(trovati[0]?.length).toBeGreaterThan(1);
  expect(trovati[1]).toEqual(trovati[0]);
});

it('it writes into no folder of somebody else, and asks for the comune', async () => {
  writeFileSync(join(dir, 'altro'), '');
  const niente = async (): Promise<void> => undefined;
  await expect(simula({ cartella: dir, comune: ISTAT, porta: 1 }, niente)).rejects.toThrow('non è vuota');
  await expect(simula({ cartella: join(dir, 'nuova'), porta: 1 }, niente)).rejects.toThrow('--comune');
});

describe('the port of the services', () => {
  const urlDi = (cartella: string): string => readFileSync(join(cartella, 'frammento.json'), 'utf8');
  const chiama = async (): Promise<void> => {
    await clientDa(join(dir, 'anpr')).prova({ idOperazioneComune: '1' });
  };

  it('is the one that --porta says, in a folder made with another one too, and the piece of configuration follows', async () => {
    const cartella = join(dir, 'anpr');
    const [prima, dopo] = [await portaLibera(), await portaLibera()];
    await simula({ cartella, comune: ISTAT, porta: prima }, chiama);
    expect((await simula({ cartella, porta: dopo }, chiama)).data).toMatchObject({ porta: dopo });
    expect(urlDi(cartella)).toContain(`https://localhost:${dopo}`);
    expect((await simula({ cartella }, chiama)).data).toMatchObject({ url: `https://localhost:${dopo}` });
  });

  it('in the folder of a trial is said to be another one than its configuration has', async () => {
    const cartella = join(dir, 'anpr');
    const [prima, dopo] = [await portaLibera(), await portaLibera()];
    await simula({ cartella, comune: ISTAT, porta: prima }, async () => undefined);
    rmSync(join(cartella, 'frammento.json'));
    let detto = '';
    const ascolta = async (t: string): Promise<void> => {
      detto = t;
    };
    await simula({ cartella, porta: dopo }, ascolta);
    expect(detto).toContain(`ha la porta ${prima}: cambiarla in ${dopo}`);
    expect((await simula({ cartella }, ascolta)).data).toMatchObject({ porta: prima });
  });

  it('when it is taken is said, with what to do, and the folder is good for another one', async () => {
    const cartella = join(dir, 'anpr');
    const occupante = createServer();
    const porta = await new Promise<number>((fine) =>
      occupante.listen(0, '127.0.0.1', () => {
        const a = occupante.address();
        fine(typeof a === 'object' && a !== null ? a.port : 0);
      }),
    );
    try {
      const male = simula({ cartella, comune: ISTAT, porta }, chiama);
      await expect(male).rejects.toThrow(`La porta ${porta} è occupata`);
      await expect(male).rejects.toThrow('Se ne sceglie un’altra con --porta.');
      expect((await simula({ cartella, porta: await portaLibera() }, chiama)).code).toBe(0);
    } finally {
      occupante.close();
    }
  });

  it('is a port, and goes with --servizi', async () => {
    const invano = await esegui(['simula', '--url', 'https://localhost:1/x', '--comune', ISTAT, '--porta', '9443']);
    expect(invano).toMatchObject({ code: 2, err: expect.stringContaining('va con --servizi') });
    for (const n of ['0', '65536', '99999', 'https'])
      expect(await esegui(['simula', '--servizi', '--porta', n])).toMatchObject({
        code: 2,
        err: expect.stringContaining('serve una porta, da 1 a 65535'),
      });
  });
});
