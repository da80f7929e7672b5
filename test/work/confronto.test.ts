/** Reconciliation with ANPR's cards: what drifted is found, told and healed by the everyday road; what is aligned writes nothing. */
import { expect, it } from 'vitest';
import type { DatiSoggetto } from '../../src/anpr/soggetto.js';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { REGOLE_CONFRONTO } from '../../src/work/confronto/correzione.js';
import { type EsitoGiro, type Giro, giroConfronto } from '../../src/work/confronto/giro.js';
import { perOgniDatabase } from '../store/databases.js';
import { AnprFinta } from './anpr-finta.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, righe, salva, tutto } from './banco.js';
import { immigrati, n01, nris, residente } from './persone.js';

const PERSONE = [1, 2, 3, 4].map((n) => residente(n, { famiglia: '500001', legame: n === 1 ? '1' : '3', civico: 1 }));

/** A family of four, here and at ANPR. */
async function paese(db: Database, persone: readonly DatiSoggetto[] = PERSONE) {
  const ente = nuovoEnte();
  await salva(db, [notificaDi(ente, '900', immigrati(1, persone))]);
  await applicaInbox(db, ente, [10]);
  return { ente, anpr: new AnprFinta().tiene(...persone) };
}

const giro = (db: Database, ente: Contesto, anpr: AnprFinta, altro: Partial<Giro> = {}): Promise<EsitoGiro> =>
  giroConfronto({
    db,
    inbox: createInbox(db),
    contesto: ente,
    now: () => new Date(ADESSO),
    domanda: anpr.domanda,
    persone: 100,
    giorni: 3,
    correggi: true,
    ...altro,
  });

/** One round, then the applier. */
async function riconcilia(db: Database, ente: Contesto, anpr: AnprFinta): Promise<EsitoGiro> {
  const esito = await giro(db, ente, anpr);
  await applicaInbox(db, ente, [10]);
  return esito;
}

const aperte = async (db: Database, { codComune }: Contesto): Promise<string[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { codComune, limit: 100 })))
    .filter((a) => [...REGOLE_CONFRONTO, 'DOPPIA_SCHEDA'].includes(a.regola))
    .map((a) => `${a.regola} ${a.oggetto}`);

const cambiata = (n: number, altro: Partial<DatiSoggetto>): DatiSoggetto => ({ ...PERSONE[n - 1]!, ...altro });

perOgniDatabase((apri) => {
  it('Law: convergence — reconciling an aligned register writes nothing', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    const prima = await tutto(db, ente);
    expect(await giro(db, ente, anpr)).toEqual({ guardate: 4, diverse: 0, inviate: 0, rifiutate: 0 });
    expect(await tutto(db, ente)).toEqual(prima);
  });

  it.each<readonly [string, DatiSoggetto, string, unknown]>([
    [
      'G49: the codice fiscale that ANPR confirmed without telling anybody',
      cambiata(2, { identificativi: { ...PERSONE[1]!.identificativi, validitaCF: '9' } }),
      'validita_cf',
      '9',
    ],
    [
      'G50: the codice fiscale that the Agenzia delle Entrate changed',
      cambiata(2, { identificativi: { ...PERSONE[1]!.identificativi, codiceFiscale: 'XXXYYY80A01H90LX' } }),
      'codice_fiscale',
      'XXXYYY80A01H90LX',
    ],
    ['G65: a death nobody was told of', cambiata(2, { dataDecesso: '2026-03-03' }), 'data_decesso', '2026-03-03'],
    [
      'G73: the one of several people that an operation left out',
      cambiata(2, {
        residenze: [
          {
            tipoIndirizzo: '1',
            indirizzo: { codiceIstat: '999001', nomeComune: 'VALFINTA', specie: 'VIA', toponimo: 'NUOVA', civico: '7' },
            dataDecorrenzaResidenza: '2026-05-05',
          },
        ],
      }),
      'indirizzo_dal',
      '2026-05-05',
    ],
  ])('%s is found and healed by the everyday road', async (_, scheda, colonna, atteso) => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.tiene(scheda);
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ guardate: 4, diverse: 1, inviate: 1 });
    expect((await righe(db, ente)).anagrafe?.['S:100002']).toMatchObject({ [colonna]: atteso });
    expect(await aperte(db, ente)).toContain('CONFRONTO_DIVERSO S:100002');
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 0, inviate: 0 });
    expect(await aperte(db, ente)).not.toContain('CONFRONTO_DIVERSO S:100002');
  });

  it('G13: what was acknowledged and lost here comes back: facts and rows of a person deleted by hand', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    const prima = await righe(db, ente);
    await db.transaction(async (tx) => {
      const di = [ente.codComune];
      await tx.execute('DELETE FROM fatti WHERE cod_comune = ? AND corpo LIKE \'%"100003"%\'', di);
      await tx.execute("DELETE FROM fatti_chiavi WHERE cod_comune = ? AND chiave = 'S:100003'", di);
      for (const tabella of ['residenze', 'appartenenze', 'posizioni'])
        await tx.execute(`DELETE FROM ${tabella} WHERE cod_comune = ? AND soggetto = 'S:100003'`, di);
    });
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ inviate: 1 });
    const { posizioni, ...resto } = await righe(db, ente);
    expect(resto).toEqual(Object.fromEntries(Object.entries(prima).filter(([t]) => t !== 'posizioni')));
    // The card of the test carries no motive of registration, so that alone does not come back.
    expect(Object.keys(posizioni ?? {})).toEqual(Object.keys(prima.posizioni ?? {}));
  });

  it('rows changed behind the daemon are found and put right', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    const prima = await righe(db, ente);
    await db.transaction((tx) =>
      tx.execute(
        "UPDATE anagrafe SET cognome = 'GUASTO', registro = 'AIRE' WHERE cod_comune = ? AND soggetto = 'S:100004'",
        [ente.codComune],
      ),
    );
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 1, inviate: 1 });
    expect(await righe(db, ente)).toEqual(prima);
  });

  it('whoever ANPR does not find is a task, once, and is no task any more when found again', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.schede.delete('100004');
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 1, inviate: 0 });
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 1, inviate: 0 });
    expect(await aperte(db, ente)).toEqual(['ASSENTE_IN_ANPR S:100004']);
    anpr.tiene(PERSONE[3]!);
    await riconcilia(db, ente, anpr);
    expect(await aperte(db, ente)).toEqual([]);
  });

  it('G42: a second card with the same codice fiscale is told, never merged silently', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    const doppia = cambiata(2, {
      identificativi: { ...PERSONE[1]!.identificativi, idSchedaSoggettoANPR: '777777' },
    });
    anpr.schede.delete('100002');
    anpr.scheda = async (r) => {
      if (!('idSchedaSoggettoANPR' in r.criterio) || r.criterio.idSchedaSoggettoANPR !== '100002')
        return AnprFinta.prototype.scheda.call(anpr, r);
      const { id, contenuto } = anpr.risposta(doppia);
      return { esito: 'TROVATA', idOperazioneANPR: id, contenuto };
    };
    await riconcilia(db, ente, anpr);
    expect(Object.keys((await righe(db, ente)).anagrafe ?? {})).toEqual(
      expect.arrayContaining(['S:100002', 'S:777777']),
    );
    expect(await aperte(db, ente)).toEqual(
      expect.arrayContaining(['DOPPIA_SCHEDA S:100002', 'SCONOSCIUTO_QUI S:777777']),
    );
  });

  it('G51: an identity card issued elsewhere is no difference for any office', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.scheda = async () => {
      const { id, contenuto } = anpr.risposta(PERSONE[0]!);
      const xml = Buffer.from(contenuto)
        .toString()
        .replace('</datiSoggetto>', '<cartaIdentita><numero>CA00000AA</numero></cartaIdentita></datiSoggetto>');
      return { esito: 'TROVATA', idOperazioneANPR: id, contenuto: Buffer.from(xml) };
    };
    expect(await giro(db, ente, anpr, { persone: 2 })).toMatchObject({ diverse: 0 });
  });

  it('the sample comes to everybody in turn, and a round cut short by ANPR goes on where it stopped', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    const chieste = (): string[] => anpr.domande.splice(0).map((d) => Object.values(d.criterio)[0] as string);
    await giro(db, ente, anpr, { persone: 3, giorni: 0 });
    expect(chieste()).toEqual(['100001', '100002', '100003']);
    anpr.lontana = true;
    await expect(giro(db, ente, anpr, { persone: 3, giorni: 0 })).rejects.toThrow('away');
    expect(chieste()).toEqual(['100004']);
    anpr.lontana = false;
    await giro(db, ente, anpr, { persone: 3, giorni: 0 });
    expect(chieste()).toEqual(['100004', '100001', '100002']);
  });

  it('whoever left and lives elsewhere is no difference, and whoever is back although nobody said so is', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    await salva(db, [notificaDi(ente, '901', n01('N010', 5, PERSONE[1]!, '2026-02-01'))]);
    await applicaInbox(db, ente, [10]);
    anpr.tiene(residente(2, { codice: '015146', cognome: 'CAMBIATO', dal: '2026-02-01' }));
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 0, inviate: 0 });
    anpr.tiene(PERSONE[1]!);
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 1, inviate: 1 });
    expect((await righe(db, ente)).anagrafe?.['S:100002']?.registro).toBe('APR');
  });

  it('a transfer yet to come is not taken back by the card of today', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    await salva(db, [notificaDi(ente, '901', n01('N010', 5, PERSONE[1]!, '2026-07-01'))]);
    await applicaInbox(db, ente, [10]);
    const prima = await righe(db, ente);
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 0, inviate: 0 });
    const { contenuto, id } = anpr.risposta(cambiata(2, { statoCivile: '4' }));
    await salva(db, [{ ...notificaDi(ente, id, { tipoNotifica: '3002', xml: '' }), contenuto }]);
    await applicaInbox(db, ente, [10]);
    expect((await righe(db, ente)).posizioni).toEqual(prima.posizioni);
  });

  it('whoever moved to the AIRE of another comune does not come home to ours', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    await salva(db, [notificaDi(ente, '901', n01('N010', 5, PERSONE[1]!, '2026-02-01'))]);
    await applicaInbox(db, ente, [10]);
    const estero = { codiceStato: '239', localitaEstera: 'BARCELLONA' };
    anpr.tiene(
      cambiata(2, {
        residenze: [{ tipoIndirizzo: '4', indirizzo: estero, dataDecorrenzaResidenza: '2026-02-01' }],
        famigliaConvivenza: {
          idFamigliaConvivenzaANPR: '941001',
          idFamigliaConvivenzaComuneIstat: '072006',
          tipoScheda: '5',
        },
        legameSoggetto: { tipoLegame: '5', codiceLegame: '1' },
      }),
    );
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 0, inviate: 0 });
  });

  it('G51b: the marital status of whoever lost a spouse elsewhere is found, although nobody is notified', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.scheda = async (r) => {
      const esito = await AnprFinta.prototype.scheda.call(anpr, r);
      if (esito.esito === 'ASSENTE' || !('idSchedaSoggettoANPR' in r.criterio)) return esito;
      if (r.criterio.idSchedaSoggettoANPR !== '100002') return esito;
      const xml = Buffer.from(esito.contenuto).toString();
      const vedova = '</generalitaAttuali><statoCivile><statoCivile>4</statoCivile></statoCivile>';
      return { ...esito, contenuto: Buffer.from(xml.replace('</generalitaAttuali>', vedova)) };
    };
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 1, inviate: 1 });
    expect((await righe(db, ente)).anagrafe?.['S:100002']?.stato_civile).toBe('4');
    expect(await riconcilia(db, ente, anpr)).toMatchObject({ diverse: 0, inviate: 0 });
  });

  it('without leave to correct a difference is only told, with the names of the columns and no value', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.tiene(cambiata(2, { generalita: { ...PERSONE[1]!.generalita, cognome: 'SEGRETO' } }));
    expect(await giro(db, ente, anpr, { correggi: false })).toMatchObject({ diverse: 1, inviate: 0 });
    const [anomalia] = await db.transaction((tx) =>
      elencaAnomalie(tx, { codComune: ente.codComune, regola: 'CONFRONTO_DIVERSO', limit: 9 }),
    );
    expect(anomalia?.descrizione).toContain('anagrafe.cognome');
    expect(anomalia?.descrizione).not.toContain('SEGRETO');
  });

  it('a card read before a later notification does not undo it', async () => {
    const db = await apri();
    const { ente, anpr } = await paese(db);
    anpr.tiene(cambiata(2, { dataDecesso: '2026-03-03' }));
    await giro(db, ente, anpr);
    const dopo = { ...PERSONE[2]!, generalita: { ...PERSONE[2]!.generalita, cognome: 'DOPO' } };
    await salva(db, [notificaDi(ente, '902', nris('5008', 700_000_000, [dopo]))]);
    await applicaInbox(db, ente, [10]);
    expect((await righe(db, ente)).anagrafe?.['S:100003']?.cognome).toBe('DOPO');
  });
});
