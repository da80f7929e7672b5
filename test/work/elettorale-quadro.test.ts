/** Sections, stradario and votes on a real database: what ANPR says of a section, what opens at once and what the night finds. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { SezioneDetta } from '../../src/anpr/sezione.js';
import type { Contesto } from '../../src/registri/stato.js';
import { riconosci } from '../../src/soap/riconosci.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { accogliSezioni, leggiSezioni, sostituisciSezioni } from '../../src/store/sezioni.js';
import { riguardaElettori } from '../../src/work/compiti-elettorali.js';
import { spiega } from '../../src/work/explain.js';
import { aggiungiRevisione, confermaRevisioni } from '../../src/work/revisioni.js';
import { importaStradario } from '../../src/work/stradario.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, inbox, notificaDi, nuovoEnte, OGGI, quando, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { immigrati, nris, residente } from './persone.js';

const ufficio = ({ codComune }: Contesto) => ({ codComune, attore: 'ufficio', now: new Date(ADESSO) });
const inLista = (sezione: string) => ({ liste: { elettore: 'S', generale: { codiceIstat: '999001', sezione } } });

let contatore = 0;
async function arriva(db: Database, ente: Contesto, ...contenuti: readonly Contenuto[]): Promise<void> {
  await salva(
    db,
    contenuti.map((c) => notificaDi(ente, `q${contatore++}`, c)),
  );
  await applicaInbox(db, ente, [1]);
}

/** Somebody on the general list, in this section, living at number 1. */
async function elettore(db: Database, sezione = '1', nascita = '1980-01-01'): Promise<Contesto> {
  const ente = nuovoEnte();
  const chi = residente(1, { nascita });
  await arriva(db, ente, immigrati(1, [chi]), nris('5010', 2, [{ ...chi, ...inLista(sezione) }]));
  return ente;
}

const aperte = async (db: Database, { codComune }: Contesto): Promise<string[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { codComune, ufficio: 'ELETTORALE', limit: 50 }))).map(
    (a) => `${a.regola} ${a.oggetto}`,
  );

const soppressa = (numero: string, id: string): SezioneDetta => ({
  numero,
  dati: null,
  idOperazioneANPR: id,
  decorrenza: '2026-03-01',
});
const descritta = (numero: string, id: string, denominazione: string): SezioneDetta => ({
  numero,
  idOperazioneANPR: id,
  dati: {
    numero,
    denominazione,
    cap: '99001',
    specie: 'VIA',
    toponimo: 'DELLA SCUOLA',
    civico: '1',
    circoscrizioneUE: null,
    collegioCamera: 'C1',
    collegioSenato: 'S1',
    circoscrizioneRegionali: 'R1',
    circoscrizioneCircoscrizionali: null,
  },
});

/** An answer of 2012 that carries the section, which no published schema foresees. */
const sopprime = (id: number, numero: string): Contenuto => ({
  tipoNotifica: 'NRIS',
  xml: nris('2012', id, []).xml.replace(
    '</p:Risposta2012>',
    `<datiSezione><sezioneelettoralenum>${numero}</sezioneelettoralenum></datiSezione></p:Risposta2012>`,
  ),
});

perOgniDatabase((apri) => {
  it('of two things that ANPR says of a section the later operation stands, whatever the order of arrival', async () => {
    const db = await apri();
    const { codComune } = nuovoEnte();
    const prima = descritta('7', '100', 'VECCHIA');
    const dopo = descritta('7', '200', 'NUOVA');
    for (const dette of [
      [prima, dopo],
      [dopo, prima],
      [dopo, dopo],
    ]) {
      await db.transaction((tx) => accogliSezioni(tx, codComune, { dette, oggi: OGGI }));
      const sezioni = await db.transaction((tx) => leggiSezioni(tx, codComune));
      expect(sezioni.map((s) => s.denominazione)).toEqual(['NUOVA']);
    }
    await db.transaction((tx) => accogliSezioni(tx, codComune, { dette: [soppressa('7', '300')], oggi: OGGI }));
    expect(await db.transaction((tx) => accogliSezioni(tx, codComune, { dette: [dopo], oggi: OGGI }))).toBe(0);
    expect(await db.transaction((tx) => leggiSezioni(tx, codComune))).toEqual([]);
  });

  it('an abolished section comes back only when the office imports it', async () => {
    const db = await apri();
    const { codComune } = nuovoEnte();
    await db.transaction((tx) => accogliSezioni(tx, codComune, { dette: [soppressa('7', '300')], oggi: OGGI }));
    const otto = descritta('8', '1', 'OTTO').dati!;
    await db.transaction((tx) => sostituisciSezioni(tx, codComune, [otto]));
    expect((await db.transaction((tx) => leggiSezioni(tx, codComune))).map((s) => s.numero)).toEqual(['8']);
    await db.transaction((tx) => sostituisciSezioni(tx, codComune, [{ ...otto, numero: '7' }]));
    expect((await db.transaction((tx) => leggiSezioni(tx, codComune))).map((s) => s.numero)).toEqual(['7']);
  });

  it('the answer of a 3008 brings the sections up to date, those of this comune only', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const caso =
      '../notifiche/3008-sezioni/le_sezioni_di_ANPR_aggiornano_quelle_del_comune_e_non_toccano_persone/contenuto.xml';
    const xml = readFileSync(new URL(caso, import.meta.url), 'utf8');
    expect(riconosci(Buffer.from(xml), [{ codiceIstat: '999001', keystores: [] }])).toMatchObject([
      { forma: 'SEZIONI', idOperazioneANPR: '4512600700' },
    ]);
    const numeri = async () => (await db.transaction((tx) => leggiSezioni(tx, ente.codComune))).map((s) => s.numero);
    await arriva(db, ente, { tipoNotifica: '3008', xml: xml.replaceAll('>999001<', '>015146<') });
    expect(await numeri()).toEqual([]);
    await arriva(db, ente, { tipoNotifica: '3008', xml });
    expect(await numeri()).toEqual(['1', '2']);
  });

  it('the application of a citizen of the Union for the added list is a task, whose file says so by itself', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const caso =
      '../notifiche/P002-richiesta-cittadino/domanda_di_un_cittadino_UE_per_la_lista_aggiunta_delle_elezioni_comunali_tipo_5/contenuto.xml';
    const xml = readFileSync(new URL(caso, import.meta.url), 'utf8');
    expect(riconosci(Buffer.from(xml), [{ codiceIstat: '999001', keystores: [] }])).toMatchObject([
      { tipoNotifica: 'P002', destinatari: ['999001'] },
    ]);
    await arriva(db, ente, { tipoNotifica: 'P002', xml });
    expect(await aperte(db, ente)).toHaveLength(1);
  });

  it('who is in an abolished section is to be moved until the official position says another one', async () => {
    const db = await apri();
    const ente = await elettore(db, '1');
    await arriva(db, ente, sopprime(3, '1'));
    expect(await aperte(db, ente)).toContain('SEZIONE_SOPPRESSA Z:1');
    await arriva(db, ente, nris('5010', 4, [{ ...residente(1), ...inLista('2') }]));
    await riguardaElettori(db, quando(ente));
    expect((await aperte(db, ente)).filter((a) => a.startsWith('SEZIONE_SOPPRESSA'))).toEqual([]);
  });

  it('Q10 and Q13 open by night after an import of the stradario, and close with the file or the position that mends them', async () => {
    const db = await apri();
    const ente = await elettore(db, '1');
    const importa = async (righe: string) => {
      await importaStradario(db, Buffer.from(`specie;via;lato;sezione\n${righe}\n`), ufficio(ente));
      await riguardaElettori(db, quando(ente));
    };
    await importa('VIA;Po;TUTTI;1');
    expect(await aperte(db, ente)).toEqual(['Q13 V:VIA ROMA']);
    await importa('VIA;Roma;TUTTI;2');
    expect(await aperte(db, ente)).toEqual(['Q10 E:S:100001']);
    await arriva(db, ente, nris('5010', 4, [{ ...residente(1), ...inLista('2') }]));
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('who is not yet 18 on polling day is told while the vote is ahead', async () => {
    const db = await apri();
    const ente = await elettore(db, '1', '2008-07-10');
    const voto = { tipo: 'STRAORDINARIA', tornata: 'I', dal: '2026-06-01', entroIl: '2026-06-20' } as const;
    await aggiungiRevisione(db, { ...voto, codice: 'STR-1', consultazione: '2026-07-05' }, ufficio(ente));
    await riguardaElettori(db, quando(ente));
    expect(await aperte(db, ente)).toEqual([]);
    await confermaRevisioni(db, ['STR-1'], ufficio(ente));
    await riguardaElettori(db, quando(ente));
    expect(await aperte(db, ente)).toEqual(['NON_ANCORA_18 E:S:100001']);
    await riguardaElettori(db, quando({ ...ente, oggi: '2026-07-06' }));
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('the dry run sees the stradario and the round: it tells what is then recorded', async () => {
    const db = await apri();
    const ente = await elettore(db, '1');
    const chi = ufficio(ente);
    const testo = 'specie;via;lato;dal;al;sezione\nVIA;Roma;TUTTI;1;10;1\nVIA;Roma;TUTTI;11;;2\n';
    await importaStradario(db, Buffer.from(testo), chi);
    const seconda = { tipo: 'DINAMICA', tornata: 'II', dal: '2026-06-01', entroIl: '2026-07-31' } as const;
    await aggiungiRevisione(db, { ...seconda, codice: 'DIN-PROVA-II' }, chi);
    await confermaRevisioni(db, ['DIN-PROVA-II'], chi);
    for (const [civico, motivo, stato, revisione] of [
      [8, 'STESSA_SEZIONE', 'APPROVATA', undefined],
      [12, 'SEZIONE 2', 'PROPOSTA', 'DIN-PROVA-II'],
    ] as const) {
      const nuovo = residente(1, { civico, dal: `2026-06-${civico}` });
      await salva(db, [notificaDi(ente, `q${contatore++}`, nris('5005', civico, [nuovo], '2026-06-13'))]);
      const { id } = (await inbox(db, ente)).at(-1)!;
      const cambio = async () =>
        (await spiega(db, id, { keystores: [], contesto: ente }))?.variazioni.find((v) => v.tipo === 'CAMBIO_SEZIONE');
      const prima = await cambio();
      await applicaInbox(db, ente, [1]);
      const dopo = await cambio();
      for (const v of [prima, dopo]) {
        expect(v).toMatchObject({ motivo, stato });
        expect(v?.revisione).toBe(revisione);
      }
    }
  });
});
