/** Silence of ANPR on real databases: how long, how improbable, and why (G1, G6, G8–G12, G14, G15, G69). */
import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { creaPki } from '../../src/simulatore/pki.js';
import { openBundle, vistoDi } from '../../src/soap/certificati.js';
import { cifraContenuto, openDestinatario } from '../../src/soap/cifra.js';
import { distrust } from '../../src/soap/fiducia.js';
import { openKeystore } from '../../src/soap/keystore.js';
import type { Database } from '../../src/store/database.js';
import { aggiungiFinestre, contaElencate } from '../../src/store/finestre.js';
import { createInbox } from '../../src/store/inbox.js';
import { apriRichiesta } from '../../src/store/richieste-anpr.js';
import { scadenze } from '../../src/work/certificati.js';
import { giudicaChiavi } from '../../src/work/chiavi-usate.js';
import { annotaFirmatari, leggiFirmatari } from '../../src/work/firmatari.js';
import { annotaInizio, silenzioDiRichiesta, silenzioDiSpinta } from '../../src/work/silenzio.js';
import { causeDi, type Indizi } from '../../src/work/silenzio-cause.js';
import { situazioneAnpr } from '../../src/work/situazione.js';
import { notifica } from '../cli/banco.js';
import { apriInMemoria, perOgniDatabase } from '../store/databases.js';
import { arrivano, ente, REGOLE, rifiutate } from './arrivi.js';

const ISTAT = '999001';
const GIUGNO = { dal: '2026-02-02', al: '2026-06-12' };
const il = (giorno: string, ora = '08:00'): Date => new Date(`${giorno}T${ora}:00.000Z`);
const base = (now: Date) => ({ ente: ente(), keystores: [], now, regole: REGOLE, tlsFile: null });

perOgniDatabase((apri) => {
  let db: Database;
  beforeEach(async () => {
    db = await apri();
  });
  const spinta = (now: Date) => silenzioDiSpinta(db, base(now));

  it('G15: a comune that gets eight a day is alarmed within a week, and told the hour before', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    const dopoIlFineSettimana = await spinta(il('2026-06-15'));
    expect(dopoIlFineSettimana).toMatchObject({ improbabile: false, dal: '2026-06-12T09:20:00.000Z' });
    const quando = dopoIlFineSettimana?.allarmeDal?.giorno ?? '';
    expect(quando > '2026-06-15' && quando <= '2026-06-19').toBe(true);
    expect(await spinta(il('2026-06-20'))).toMatchObject({ improbabile: true });
  });

  it('the codes of before a merger count, other comuni do not', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    await arrivano(db, '999002', { dal: '2026-06-15', al: '2026-06-19', alGiorno: 8 });
    expect(await spinta(il('2026-06-20'))).toMatchObject({ improbabile: true });
    await arrivano(db, '999900', { dal: '2026-06-19', al: '2026-06-19', alGiorno: 1 });
    expect(await spinta(il('2026-06-20'))).toMatchObject({ improbabile: false, dal: '2026-06-19T07:00:00.000Z' });
  });

  it('test notifications are no sign of life of the registrations', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    await createInbox(db).salva(notifica({ canale: 'N000', prova: true, ricevutaIl: '2026-06-19T10:00:00.000Z' }));
    const s = await situazioneAnpr(db, base(il('2026-06-20')));
    expect(s.spinta?.improbabile).toBe(true);
    expect(s.cause.find((c) => c.codice === 'RETE')).toMatchObject({ verdetto: 'ESCLUSA' });
  });

  it('what 4005 brings while nothing is pushed makes the silence certain', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 1 });
    await arrivano(db, ISTAT, { dal: '2026-06-15', al: '2026-06-17', alGiorno: 1, canale: '4005' });
    expect(await spinta(il('2026-06-19'))).toMatchObject({ improbabile: true, daAltroCanale: 3 });
  });

  it('an ente that lives on 4005 alone is not pushed to, one that never got anything is judged by its inhabitants', async () => {
    const grande = ente('999003', { abitanti: 1_300_000 });
    await annotaInizio(db, grande, il('2026-06-15'));
    await annotaInizio(db, grande, il('2026-06-18'));
    expect(await silenzioDiSpinta(db, { ...base(il('2026-06-19')), ente: grande })).toMatchObject({
      ultimo: null,
      dal: '2026-06-15T08:00:00.000Z',
      improbabile: true,
    });
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 1, canale: '4005' });
    expect(await spinta(il('2026-06-20'))).toBeNull();
  });

  it('G12: what was refused and never came is counted against the five attempts, and proves the cause', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    const cinque = ['09:00', '09:05', '09:10', '09:15', '09:20'].map((o) => `2026-06-15T${o}:00.000Z`);
    await rifiutate(db, '4711', cinque);
    await rifiutate(db, '4712', [`2026-06-15T09:00:00.000Z`]);
    await createInbox(db).salva(
      notifica({ idOperazioneANPR: '4712', canale: 'FILE', ricevutaIl: '2026-06-15T10:00:00.000Z' }),
    );
    const s = await situazioneAnpr(db, base(il('2026-06-20')));
    expect(s.tentate).toMatchObject([{ idOperazioneANPR: '4711', tentativi: 5, stato: 'SOSPESA' }]);
    const provate = s.cause.filter((c) => c.verdetto === 'PROVATA').map((c) => c.codice);
    expect(provate).toEqual(['ENDPOINT_SOSPESO', 'RIFIUTATE']);
    expect(s.cause.find((c) => c.codice === 'GUASTO_GENERALE')?.verdetto).toBe('ESCLUSA');
  });

  it('what an unverified sender says proves and excludes nothing', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    await rifiutate(db, 'INVENTATO', ['2026-06-15T09:00:00.000Z'], { motivo: 'FIRMA_CERTIFICATO' });
    const s = await situazioneAnpr(db, base(il('2026-06-20')));
    const verdetti = new Map(s.cause.map((c) => [c.codice, c]));
    for (const codice of ['ENDPOINT_SOSPESO', 'FIRMA_RIFIUTATA', 'RIFIUTATE', 'RETE', 'GUASTO_GENERALE'])
      expect(verdetti.get(codice)?.verdetto).toBe('POSSIBILE');
    expect(verdetti.get('FIRMA_RIFIUTATA')?.perche).toContain('una chiamata rifiutata per la firma');
  });

  it('G52, G53: 4005 that is not answered for days is said, and one that lists nothing for weeks too', async () => {
    await arrivano(db, ISTAT, { ...GIUGNO, alGiorno: 8 });
    expect(await silenzioDiRichiesta(db, base(il('2026-07-15')))).toBeNull();
    const finestra = { codComune: ISTAT, tipo: '*', origine: 'PIANO' } as const;
    await db.transaction(async (tx) => {
      const piena = {
        ...finestra,
        dal: '2026-06-01T00:00:00.000Z',
        al: '2026-06-12T12:00:00.000Z',
        stato: 'COPERTA',
      } as const;
      const vuota = {
        ...finestra,
        dal: '2026-06-12T12:00:00.000Z',
        al: '2026-07-10T12:00:00.000Z',
        stato: 'COPERTA',
      } as const;
      const ferma = {
        ...finestra,
        dal: '2026-07-10T12:00:00.000Z',
        al: '2026-07-13T12:00:00.000Z',
        stato: 'CHIESTA',
      } as const;
      await aggiungiFinestre(tx, [piena, vuota, ferma], '2026-07-13T13:00:00.000Z');
      const [prima] = await tx.query<{ id: number }>('SELECT MIN(id) AS id FROM riconciliazione_finestre');
      await contaElencate(tx, prima?.id ?? 0, 40);
      const domanda = {
        codComune: ISTAT,
        scopo: 'ELENCO',
        dettaglio: 'ID',
        idVoce: null,
        idOperazioneComune: '1',
      } as const;
      await apriRichiesta(tx, { ...domanda, finestraId: (prima?.id ?? 0) + 2 }, '2026-07-13T13:00:00.000Z');
    });
    expect(await silenzioDiRichiesta(db, base(il('2026-07-15')))).toMatchObject({
      silenzio: { improbabile: true, dal: '2026-06-12T12:00:00.000Z' },
      inAttesaDal: '2026-07-13T13:00:00.000Z',
      daCoprireDal: '2026-07-10T12:00:00.000Z',
    });
  });
});

const NIENTE: Indizi = {
  rifiuti: {},
  nonVerificati: {},
  sospese: 0,
  prove: 0,
  daAltroCanale: 0,
  tlsScade: null,
  chiavi: [],
  giorni: 30,
};

describe('the certificate that ANPR signs with', () => {
  it('G10: is noted once when a notification it signed is trusted, and its end is news in time', async () => {
    const db = await apriInMemoria();
    const pki = await creaPki({ codiciIstat: [], now: il('2025-07-01'), anni: 1 });
    const bundle = openBundle([{ nome: 'ca', pem: pki.caPem }]);
    expect(distrust(bundle, new X509Certificate(pki.anpr.certPem), il('2026-06-15'))).toBeUndefined();
    for (let i = 0; i < 2; i++)
      await annotaFirmatari(db, [vistoDi(new X509Certificate(pki.anpr.certPem))], il('2026-06-15'));
    const firmatari = await leggiFirmatari(db);
    expect(firmatari).toHaveLength(1);
    const niente = { tlsFile: null, caFiles: [], keystores: [] };
    expect(scadenze({ ...niente, firmatari }, il('2026-06-15'))).toMatchObject([{ kind: 'FIRMATARIO', limit: 30 }]);
    expect(scadenze({ ...niente, firmatari }, il('2026-01-15'))).toMatchObject([{ limit: null }]);
    await db.close();
  });
});

describe('the causes', () => {
  it('G1, G6, G14: without any evidence they stand in the order of the tracker, and none is proved', () => {
    const cause = causeDi(NIENTE, il('2026-06-15'));
    expect(cause.filter((c) => c.verdetto === 'POSSIBILE').map((c) => c.codice)).toEqual([
      'ENDPOINT_SOSPESO',
      'CERTIFICATO_NON_SCELTO',
      'CERTIFICATO_CAMBIATO',
      'FIRMA_RIFIUTATA',
      'TLS_SCADUTO',
      'RETE',
      'GUASTO_GENERALE',
    ]);
    expect(cause.every((c) => c.controllare !== '')).toBe(true);
  });

  it('G1: an expired TLS certificate is proved and named first', () => {
    const [prima] = causeDi({ ...NIENTE, tlsScade: '2026-06-01T00:00:00.000Z' }, il('2026-06-15'));
    expect(prima).toMatchObject({ codice: 'TLS_SCADUTO', verdetto: 'PROVATA' });
  });
});

describe('the keys that ANPR uses', () => {
  const XML = Buffer.from('<a/>');
  it('G8, G9: an expired one, a newer one never chosen and a missing one are said', async () => {
    const vecchia = await creaPki({ codiciIstat: [ISTAT], now: il('2020-06-01'), anni: 6 });
    const nuova = await creaPki({ codiciIstat: [ISTAT], now: il('2026-01-01'), anni: 6 });
    const [v, n] = [vecchia, nuova].map((p) => p.comuni[0]!);
    const [vk, nk] = [v!, n!].map((c) => openKeystore(c.p12, c.password, c.nomeFile));
    const perVecchia = Buffer.from(cifraContenuto(XML, openDestinatario(v!.certPem)));
    const now = il('2026-06-15');
    const parla = (bytes: Buffer[], keystores: (typeof vk)[]) =>
      giudicaChiavi(bytes, keystores as never, now).problemi.join('\n');
    expect(parla([perVecchia], [vk, nk])).toMatch(
      /scaduto il 2026-0[56]-\d\d[\s\S]*non usa mai il certificato più nuovo/,
    );
    expect(parla([Buffer.from(cifraContenuto(XML, openDestinatario(n!.certPem)))], [vk, nk])).toBe('');
    expect(parla([perVecchia], [nk])).toContain('manca la chiave');
    expect(giudicaChiavi([XML], [], now)).toEqual({ usate: [], problemi: [] });
  });
});
