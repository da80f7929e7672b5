/** What is known to go wrong on ANPR's side of a reconciliation, each with its number in the list of reported failures. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.js';
import { TransientError } from '../../../src/errors.js';
import type { NotificaSimulata } from '../../../src/simulatore/index.js';
import { archivia } from '../../../src/simulatore/servizi/index.js';
import { type ClasseRifiuto, type ClientANPR, RifiutoANPR } from '../../../src/soap/client/servizi.js';
import { GuastoTrasporto } from '../../../src/soap/client/trasporto.js';
import { elencaAnomalie } from '../../../src/store/anomalie.js';
import type { Database } from '../../../src/store/database.js';
import { rapporto } from '../../../src/work/riconcilia/rapporto.js';
import { perOgniDatabase } from '../../store/databases.js';
import { faiLoop, inbox, notificaDi, salva } from '../banco.js';
import { chi, nris } from '../persone.js';
import { INIZIO, type OpzioniScena, type Scena, scena, simulata } from './banco.js';

const molte = (n: number, altro: Parameters<typeof simulata>[0] = {}): NotificaSimulata[] =>
  Array.from({ length: n }, () => simulata(altro));
const diN030 = (altro: OpzioniScena = {}): OpzioniScena => ({
  notifiche: molte(2),
  ...altro,
  impostazioni: { tipi: ['N030'], ...altro.impostazioni },
});

const presenti = async (db: Database, s: Scena): Promise<string[]> =>
  (await inbox(db, s.contesto)).map((n) => n.idOperazioneANPR).toSorted();
const tutti = (s: Scena): string[] => [...s.archivio.voci.keys()].toSorted();
const anomalie = async (db: Database, s: Scena): Promise<string[]> =>
  (
    await db.transaction((tx) => elencaAnomalie(tx, { codComune: s.contesto.codComune, ufficio: 'SISTEMI', limit: 50 }))
  ).map((a) => a.regola);
const elenchi = (s: Scena) => s.domande.filter((d) => d.metodo === 'elenco').map((d) => d.richiesta);
const fra = (ore: number): string => new Date(Date.parse(INIZIO) + ore * 3_600_000).toISOString();

/** A hand between ANPR and us that may refuse a question. */
function conRifiuti(s: Scena, rifiuta: (richiesta: Record<string, unknown>) => ClasseRifiuto | undefined): void {
  const vivo = s.client;
  s.client = {
    ...vivo,
    elenco: async (r) => {
      const classe = rifiuta({ ...r });
      if (classe === undefined) return vivo.elenco(r);
      s.domande.push({ metodo: 'rifiutata', richiesta: r as never });
      throw new RifiutoANPR(classe, ['EX000'], 'refused on purpose');
    },
  } satisfies ClientANPR;
}

async function fino(s: Scena): Promise<void> {
  await s.giro();
  await s.finoInFondo();
}

perOgniDatabase((apri) => {
  describe('a list that does not come', () => {
    it('stuck in state 1 with a date that moves, it is asked again after a day under another number (G52, G53)', async () => {
      const db = await apri();
      const fermo = { dal: fra(0), al: fra(26), effetto: 'FERMO' } as const;
      const s = scena(db, diN030({ servizi: { disservizi: [fermo] } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
      const visite = s.domande.filter((d) => d.metodo === 'verifica').length;
      expect(visite).toBeLessThan(60);
      const numeri = elenchi(s)
        .filter((r) => r.dettaglio === 'ID')
        .map((r) => r.idOperazioneComune);
      expect(new Set(numeri).size).toBe(numeri.length);
      expect(numeri.length).toBeGreaterThan(1);
    });

    it('does not hold back the windows of other types (G52)', async () => {
      const db = await apri();
      const notifiche = [simulata(), simulata({ tipoNotifica: 'N031', operazione: 'N031' })];
      const s = scena(db, { notifiche, impostazioni: { tipi: ['N031', 'N030'] } });
      const vivo = s.client;
      const fermi = new Set<string>();
      s.client = {
        ...vivo,
        elenco: async (r) => {
          const esito = await vivo.elenco(r);
          if (r.tipo === 'N031' && esito.esito === 'ACCOLTA') fermi.add(esito.ticket);
          return esito;
        },
        verifica: async (r) => (fermi.has(r.ticket) ? { esito: 'IN_CORSO', disponibileIl: null } : vivo.verifica(r)),
      };
      await s.giro();
      for (let i = 0; i < 16; i++) {
        s.orologio.avanti(30);
        await s.giro('DOVUTE');
      }
      expect(await presenti(db, s)).toEqual([notifiche[0]?.idOperazioneANPR]);
    });

    it.each(['PERDE', 'FALLISCE', 'TERMINA'] as const)(
      '%s: asked again under another number (G53, G55)',
      async (effetto) => {
        const db = await apri();
        const s = scena(db, diN030({ servizi: { disservizi: [{ dal: fra(0), al: fra(1), effetto }] } }));
        await fino(s);
        expect(await presenti(db, s)).toEqual(tutti(s));
        expect(elenchi(s).length).toBeGreaterThan(2);
      },
    );

    it('999 at every second call: later, and nothing is lost (G56)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ servizi: { quota999: 0.5 } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });

    it.each([
      ['answered 999', new TransientError('ANPR answers 999'), false],
      ['lost on the way', new GuastoTrasporto('TEMPO_RISPOSTA', 'no answer'), true],
    ])('a question %s is sent again with another number, or with its own (G56)', async (_, errore, stesso) => {
      const db = await apri();
      const s = scena(db, diN030());
      const vivo = s.client;
      const numeri: string[] = [];
      s.client = {
        ...vivo,
        elenco: async (r) => {
          numeri.push(r.idOperazioneComune);
          if (numeri.length === 1) throw errore;
          return vivo.elenco(r);
        },
      };
      await fino(s);
      expect(numeri[1] === numeri[0]).toBe(stesso);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });

    it('the gateway refuses certificate or address: one question an hour and an anomaly that closes by itself (G57)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ impostazioni: { tipi: ['N030', 'N031', 'N032'] } }));
      let chiuso = true;
      conRifiuti(s, () => (chiuso ? 'ACCESSO' : undefined));
      await s.giro();
      expect(await anomalie(db, s)).toEqual(['ANPR_ACCESSO_NEGATO']);
      expect(s.domande.filter((d) => d.metodo === 'rifiutata')).toHaveLength(1);
      chiuso = false;
      s.orologio.avanti(61);
      await s.finoInFondo();
      expect(await anomalie(db, s)).toEqual([]);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });
  });

  describe('a list that is empty or too much', () => {
    it.each(['ALLA_RICHIESTA', 'ALLA_VERIFICA'] as const)('EN122 %s means covered (G58)', async (vuoto) => {
      const db = await apri();
      const s = scena(db, diN030({ notifiche: [], servizi: { vuoto } }));
      await fino(s);
      expect((await s.finestre()).map((f) => [f.stato, f.elencate])).toEqual([['COPERTA', 0]]);
    });

    it('EN115: the window is halved until every part can be listed (G63)', async () => {
      const db = await apri();
      const giorni = ['05', '06', '07', '08', '09', '10', '11', '12'];
      const notifiche = giorni.map((g) => simulata({ momento: `2026-06-${g}T08:00:00.000Z` }));
      const s = scena(db, diN030({ notifiche, servizi: { maxOccorrenze: 2 } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
      const finestre = await s.finestre();
      expect(finestre.filter((f) => f.stato === 'DIVISA').length).toBeGreaterThan(2);
      expect(finestre.filter((f) => f.stato === 'COPERTA').reduce((n, f) => n + f.elencate, 0)).toBe(8);
    });

    it('large lists come in parts, all of them read, also after a kill between two', async () => {
      const db = await apri();
      const s = scena(db, diN030({ notifiche: molte(11), servizi: { vociPerProgressivo: 3 } }));
      const vivo = s.client;
      s.client = {
        ...vivo,
        verifica: (r) => (r.progressivo === 3 ? Promise.reject(new Error('killed')) : vivo.verifica(r)),
      };
      await s.giro();
      s.orologio.avanti(90);
      await expect(s.giro('DOVUTE')).rejects.toThrow('killed');
      s.client = vivo;
      s.orologio.avanti(11);
      await s.finoInFondo();
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect((await rapporto(db, s.contesto.codComune)).totali).toMatchObject({
        elencate: 11,
        recuperate: 11,
        note: 0,
      });
    });
  });

  describe('clocks and limits', () => {
    it.each([-120, -30, 45])(
      'ANPR is %i minutes from us: the window ends before its clock, and no hole is left (G54)',
      async (scartoMinuti) => {
        const db = await apri();
        const tardi = simulata({ momento: new Date(Date.parse(INIZIO) - 3_600_000).toISOString() });
        const s = scena(db, diN030({ notifiche: [...molte(2), tardi], scartoMinuti }));
        await fino(s);
        s.orologio.avanti(24 * 60);
        await fino(s);
        expect(await presenti(db, s)).toEqual(tutti(s));
        expect((await s.finestre()).map((f) => f.stato).filter((x) => x !== 'COPERTA' && x !== 'ANNULLATA')).toEqual(
          [],
        );
      },
    );

    it('EN148 for days that ANPR no longer has: that part is lost and said, the rest is listed (G55, G71)', async () => {
      const db = await apri();
      const s = scena(db, diN030());
      const limite = fra(-24 * 17);
      conRifiuti(s, (r) =>
        ((r.periodo as { dal: string } | undefined)?.dal ?? limite) < limite ? 'TROPPO_VECCHIO' : undefined,
      );
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
      const perse = (await s.finestre()).filter((f) => f.stato === 'IRRECUPERABILE');
      expect(perse.map((f) => f.motivo)).toEqual(['TROPPO_VECCHIO', 'TROPPO_VECCHIO', 'TROPPO_VECCHIO']);
      expect(await anomalie(db, s)).toEqual([
        'RICONCILIAZIONE_PERSA',
        'RICONCILIAZIONE_PERSA',
        'RICONCILIAZIONE_PERSA',
      ]);
    });

    it('days nobody asked for while ANPR had them are lost, and said once (G71)', async () => {
      const db = await apri();
      const s = scena(db, diN030());
      await fino(s);
      s.orologio.avanti(60 * 24 * 25);
      await fino(s);
      await fino(s);
      const perse = (await s.finestre()).filter((f) => f.stato === 'IRRECUPERABILE');
      expect(perse.map((f) => f.motivo)).toEqual(['MAI_CHIESTA']);
      expect(await anomalie(db, s)).toEqual(['RICONCILIAZIONE_PERSA']);
    });

    it('a window that stays unlisted near its end is an anomaly that closes when it is listed (G71)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ impostazioni: { preavvisoGiorni: 179 } }));
      let no = true;
      conRifiuti(s, () => (no ? 'APPLICATIVO' : undefined));
      await s.giro();
      expect(await anomalie(db, s)).toEqual(['RICONCILIAZIONE_IN_SCADENZA']);
      no = false;
      s.orologio.avanti(60 * 7);
      await s.finoInFondo();
      expect(await anomalie(db, s)).toEqual([]);
    });

    it('a type that ANPR keeps refusing is an anomaly after some hours, however far the end, and is asked ever more rarely', async () => {
      const db = await apri();
      const s = scena(db, diN030({ impostazioni: { tipi: ['N018', 'N030'], preavvisoGiorni: 1 } }));
      conRifiuti(s, (r) => (r.tipo === 'N018' ? 'APPLICATIVO' : undefined));
      await s.giro();
      for (let i = 0; i < 48; i++) {
        s.orologio.avanti(30);
        await s.giro('DOVUTE');
      }
      expect(await anomalie(db, s)).toEqual(['RICONCILIAZIONE_IN_SCADENZA']);
      expect(s.domande.filter((d) => d.metodo === 'rifiutata').length).toBeLessThan(14);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });

    it('what was made after a window had ended is in the next one (G72)', async () => {
      const db = await apri();
      const s = scena(db, diN030());
      await fino(s);
      const ultimaOra = simulata({ momento: fra(-0.2) });
      archivia(s.archivio, [{ notifica: ultimaOra, sorte: 'PERDUTA', minuti: 1 }]);
      s.orologio.avanti(24 * 60);
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });
  });

  describe('what is listed', () => {
    it('what ANPR produced late in a window already listed is found by the second visit (G48, G60, G69)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ impostazioni: { ripassoGiorni: 7 } }));
      await fino(s);
      archivia(s.archivio, [
        { notifica: simulata({ momento: '2026-06-12T08:00:00.000Z' }), sorte: 'PERDUTA', minuti: 5 },
      ]);
      s.orologio.avanti(24 * 60);
      await fino(s);
      expect(await presenti(db, s)).not.toEqual(tutti(s));
      s.orologio.avanti(24 * 60 * 7);
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });

    it('every NA code comes whatever is asked: each is kept once, under its own type (G59)', async () => {
      const db = await apri();
      const na = (tipoNotifica: 'NA01' | 'NA02') => simulata({ tipoNotifica, operazione: tipoNotifica });
      const notifiche = [na('NA01'), na('NA02'), na('NA02')];
      const s = scena(db, { notifiche, sorte: 'SOLO_ELENCO', impostazioni: { tipi: ['NA00', 'NA01'] } });
      await fino(s);
      const tipi = (await inbox(db, s.contesto)).map((n) => [n.idOperazioneANPR, n.tipoNotifica]);
      expect(tipi.toSorted()).toEqual(notifiche.map((n) => [n.idOperazioneANPR, n.tipoNotifica]));
    });

    it('a list of everything names NRIS by their service: they are NRIS here (G34)', async () => {
      const db = await apri();
      const { xml } = nris('5001', 1, [chi(1)]);
      const notifiche = molte(6, { tipoNotifica: 'NRIS', operazione: '5001', xml });
      const s = scena(db, { notifiche, impostazioni: { tipi: [], generica: true } });
      await fino(s);
      await faiLoop(db, s.contesto, { now: () => s.orologio.ora });
      const righe = await inbox(db, s.contesto);
      expect(righe.map((n) => n.tipoNotifica)).toEqual(notifiche.map(() => 'NRIS'));
      expect(new Set(righe.map((n) => n.operazione))).toEqual(new Set(['NRIS-5001']));
    });

    it('state 9 is asked for, so that what counts as fetched comes too (G62)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ sorte: 'CONSEGNATA' }));
      for (const v of s.archivio.voci.values()) v.fruita = true;
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect(new Set(elenchi(s).map((r) => r.statoLavorazione))).toEqual(new Set(['9']));
    });

    it('what is here under a code that the comune had before is no loss (G44)', async () => {
      const db = await apri();
      const s = scena(db, diN030());
      const storico = { ...s.ente, codiciStorici: ['699999'] };
      const note = tutti(s).map((id) =>
        notificaDi({ ...s.contesto, codComune: '699999' }, id, { tipoNotifica: 'N030', xml: '<a/>' }),
      );
      await salva(db, note);
      await s.giro('TUTTO', { ente: storico });
      s.orologio.avanti(90);
      await s.giro('DOVUTE', { ente: storico });
      expect((await rapporto(db, s.contesto.codComune)).totali).toMatchObject({ elencate: 2, note: 2, mancanti: 0 });
    });
  });

  describe('a content that does not come', () => {
    it.each([
      ['empty (G36)', { quotaVuote: 0.6 }],
      ['an empty document compressed (G35)', { quotaGzVuoti: 0.6 }],
    ])('%s for some: asked for one by one until they come', async (_, servizi) => {
      const db = await apri();
      const s = scena(db, diN030({ notifiche: molte(8), servizi, impostazioni: { tentativiVoce: 15 } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
      expect((await inbox(db, s.contesto)).every((n) => n.byte > 0)).toBe(true);
    });

    it('3003 gives what 4005 gives empty (G36)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ servizi: { quotaVuote: 1 } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual(tutti(s));
    });

    it('after bounded attempts it is given up, said with its day, and taken if it comes another way (G36)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ notifiche: molte(7), servizi: { quotaVuote: 1, operazioniVuote: true } }));
      await fino(s);
      expect(await presenti(db, s)).toEqual([]);
      const r = await rapporto(db, s.contesto.codComune);
      expect(r.totali).toMatchObject({ elencate: 7, mancanti: 7, irrecuperabili: 7, recuperate: 0, aperte: 0 });
      expect(r.voci[0]).toMatchObject({
        stato: 'IRRECUPERABILE',
        motivo: 'CONTENUTO_VUOTO',
        finoAl: '2026-11-22T18:40:00.000Z',
      });
      expect(await anomalie(db, s)).toEqual(Array(7).fill('NOTIFICA_IRRECUPERABILE'));
      expect(s.domande.length).toBeLessThan(7 * 6 + 10);
      const [id] = tutti(s);
      await salva(db, [notificaDi(s.contesto, id!, { tipoNotifica: 'N030', xml: '<NotificaN030/>' })]);
      await s.giro('DOVUTE');
      expect((await rapporto(db, s.contesto.codComune)).totali).toMatchObject({ irrecuperabili: 6, recuperate: 1 });
      expect(await anomalie(db, s)).toHaveLength(6);
    });

    it('one that is damaged every time is kept as it came and parked, so that nothing is lost (G35)', async () => {
      const db = await apri();
      const s = scena(db, diN030({ notifiche: molte(1) }));
      const vivo = s.client;
      const rotto = Buffer.concat([gzipSync(Buffer.from('<NotificaN030>')).subarray(0, 20), Buffer.from('x')]);
      s.client = {
        ...vivo,
        verifica: async (r) => {
          const esito = await vivo.verifica(r);
          if (esito.esito !== 'PRONTA') return esito;
          return { ...esito, voci: esito.voci.map((v) => ({ ...v, contenuto: v.contenuto === null ? null : rotto })) };
        },
        operazione: async () => ({ esito: 'ASSENTE' }),
      };
      await fino(s);
      await faiLoop(db, s.contesto, { now: () => s.orologio.ora });
      expect((await inbox(db, s.contesto)).map((n) => [n.stato, n.motivo])).toEqual([
        ['parked', 'CONTENUTO_DANNEGGIATO'],
      ]);
    });
  });
});

it('every type that reaches a comune is asked for unless told otherwise (G61)', () => {
  const { riconciliazione } = loadConfig({
    env: { ALLINEA_ENTI: '[{"codiceIstat":"999001","nome":"P"}]', ALLINEA_FIRMA_POLICY: 'ignored' },
  });
  expect(riconciliazione.tipi).toEqual(['NRIS', 'N010', 'N014', 'N015', 'N018', 'N030', 'N031', 'N032', 'NA00']);
});
