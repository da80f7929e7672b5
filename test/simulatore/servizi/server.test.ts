import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { TransientError } from '../../../src/errors.js';
import { creaPki } from '../../../src/simulatore/index.js';
import type { Dispetto } from '../../../src/simulatore/servizi/server.js';
import { RifiutoANPR } from '../../../src/soap/client/servizi.js';
import { apriBanco, type Banco, leggiTutto, richiesta } from './banco.js';
import { type Filo, type OpzioniFilo, tendiFilo } from './filo.js';

let filo: Filo | undefined;
afterEach(async () => filo?.server.chiudi());

async function tendi(b: Banco, o?: OpzioniFilo): Promise<Filo> {
  filo = await tendiFilo(b, o);
  return filo;
}

describe('the services on the wire', () => {
  it.each([0, 10])(
    'give the daemon’s client what they give in the same process (MTOM in %i of ten)',
    async (mtomSuDieci) => {
      const b = apriBanco({ vociPerProgressivo: 5 }, { abitanti: 1000 });
      const { client, server } = await tendi(b, { server: { mtomSuDieci } });
      const r = richiesta(b);
      const sulFilo = await leggiTutto(b, r, client);
      const stesse = await leggiTutto(b, { ...r, idOperazioneComune: b.numero() });
      const xml = (v: { contenuto: Uint8Array | null }) => {
        const byte = Buffer.from(v.contenuto ?? []);
        return (byte[0] === 0x1f ? gunzipSync(byte) : byte).toString('utf8');
      };
      expect(sulFilo.length).toBeGreaterThan(5);
      expect(sulFilo.map((v) => [v.idOperazioneANPR, v.tipoOperazione, xml(v)])).toEqual(
        stesse.map((v) => [v.idOperazioneANPR, v.tipoOperazione, xml(v)]),
      );
      expect(server.chiamate[0]).toMatchObject({ servizio: '4005', codDestinatario: 'ANPR05' });
    },
  );

  it('give cards, families, operations, files and the test of the connection', async () => {
    const b = apriBanco();
    const { client } = await tendi(b);
    const p = [...b.comune.registro.persone.values()].find(
      (x) => x.posizione.stato === 'APR' && x.codiceFiscale !== '',
    );
    const criteri = [
      { codiceFiscale: p?.codiceFiscale ?? '' },
      { idSchedaSoggettoANPR: p?.idScheda ?? '' },
      { idANPR: p?.idANPR ?? '' },
      { idFamigliaConvivenzaANPR: p?.appartenenza?.idFamiglia ?? '' },
    ];
    for (const criterio of criteri) {
      const s = await client.scheda({ idOperazioneComune: b.numero(), criterio, nazionale: false });
      expect(s).toMatchObject({ esito: 'TROVATA' });
      expect(Buffer.from((s as { contenuto: Uint8Array }).contenuto).toString()).toContain(p?.idScheda);
    }
    const nessuno = {
      idOperazioneComune: b.numero(),
      criterio: { codiceFiscale: 'NSSNSS80A01H501X' },
      nazionale: true,
    };
    expect(await client.scheda(nessuno)).toEqual({ esito: 'ASSENTE' });
    const n = b.storia.find((x) => x.tipoNotifica === 'N010');
    const op = await client.operazione({ idOperazioneComune: b.numero(), idOperazioneANPR: n?.idOperazioneANPR ?? '' });
    expect(Buffer.from((op as { contenuto: Uint8Array }).contenuto).toString()).toBe(n?.contenuto());
    const ticket = b.servizi.ordinaFile('REGISTRO');
    expect(await client.file({ idOperazioneComune: b.numero(), ticket })).toMatchObject({ esito: 'NON_PRONTO' });
    b.passano(7 * 60);
    const file = await client.file({ idOperazioneComune: b.numero(), ticket });
    expect(gunzipSync((file as { contenuto: Uint8Array }).contenuto).toString()).toContain(p?.idScheda);
    await client.prova({ idOperazioneComune: b.numero() });
  });

  it('refuse in the same classes as in the same process', async () => {
    const b = apriBanco({ maxOccorrenze: 2 });
    const { client } = await tendi(b);
    const domande = [richiesta(b), richiesta(b, { periodo: { dal: b.adesso(), al: '2027-01-01T00:00:00.000Z' } })];
    for (const r of domande) {
      const sulFilo = await client.elenco(r).catch((e: unknown) => e);
      const qui = await b.client.elenco({ ...r, idOperazioneComune: b.numero() }).catch((e: unknown) => e);
      expect(sulFilo).toBeInstanceOf(RifiutoANPR);
      expect([(sulFilo as RifiutoANPR).classe, (sulFilo as RifiutoANPR).codici]).toEqual([
        (qui as RifiutoANPR).classe,
        (qui as RifiutoANPR).codici,
      ]);
    }
  });

  it('do not answer who signs with a certificate of another CA, or asks for a comune that is not theirs', async () => {
    const b = apriBanco();
    const altra = await creaPki({ codiciIstat: [b.comune.codiceIstat], now: new Date('2026-11-01T00:00:00Z') });
    const estraneo = await tendi(b, { chiavi: altra });
    await expect(estraneo.client.elenco(richiesta(b))).rejects.toMatchObject({ classe: 'ACCESSO' });
    await estraneo.server.chiudi();
    const altrove = await tendi(b, { client: { codMittente: '058091' } });
    await expect(altrove.client.elenco(richiesta(b))).rejects.toMatchObject({ classe: 'ACCESSO' });
  });

  it.each(['POLICY', 'POLICY_12', 'REVOCATO', 'NON_CONFORME'] as const)(
    'answer a fault of the gateway: %s (G57)',
    async (f) => {
      const b = apriBanco();
      const { client } = await tendi(b, { server: { dispetto: () => f } });
      await expect(client.elenco(richiesta(b))).rejects.toMatchObject({ classe: 'ACCESSO' });
    },
  );

  it.each(['MUTO', 'CADE', 'CADE_DOPO', 'MEZZA', 'HTML_503', 'HTML_200', 'SERVER'] as const)(
    'misbehave (%s) and answer the next call',
    async (d: Dispetto) => {
      const b = apriBanco();
      const dispetto = (volta: number) => (volta === 1 ? d : undefined);
      const { client } = await tendi(b, { server: { dispetto }, client: { callTimeoutMs: 400 } });
      await expect(client.elenco(richiesta(b))).rejects.toThrow(TransientError);
      expect(await client.elenco(richiesta(b))).toMatchObject({ esito: 'ACCOLTA' });
    },
  );

  it('remember a question whose answer was cut off: the repetition finds it in the making, then done (G55)', async () => {
    const b = apriBanco();
    const dispetto = (volta: number) => (volta === 1 ? 'CADE_DOPO' : undefined);
    const { client } = await tendi(b, { server: { dispetto }, client: { retries: 1 } });
    const r = richiesta(b);
    await expect(client.elenco(r)).rejects.toMatchObject({ classe: 'IN_ELABORAZIONE' });
    b.passano(60);
    expect(await client.elenco(r)).toMatchObject({ esito: 'ACCOLTA' });
  });

  it('tell their hour, which the client learns', async () => {
    const b = apriBanco();
    const avanti = () => new Date(Date.parse(b.adesso()) + 120_000);
    const { client } = await tendi(b, { server: { now: avanti } });
    await client.prova({ idOperazioneComune: b.numero() });
    expect(Math.abs(client.scartoOrologioMs() - 120_000)).toBeLessThan(2_000);
  });
});
