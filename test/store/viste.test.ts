/** The public views say what the rows under them say, with the columns that were promised. */
import { expect, it } from 'vitest';
import type { Riga, RowChange, Variazione } from '../../src/registri/righe.js';
import { TABELLE } from '../../src/registri/righe.js';
import { apriAnomalie, chiudiAnomalie, elencaAnomalie } from '../../src/store/anomalie.js';
import { aggiungiVersioni } from '../../src/store/fotografie.js';
import { applicaCambi } from '../../src/store/stato-locale.js';
import { scriviUtenze } from '../../src/store/utenze.js';
import { chiudiVariazioni, inserisciVariazioni, variazioniAperte, variazioniDi } from '../../src/store/variazioni.js';
import { contaPer, contaViste, NOMI_VISTE, paginaVista, VISTE } from '../../src/store/viste.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE } from './notifiche.js';

const NOW = '2026-03-01T09:00:00.000Z';

function riga(tabella: keyof typeof TABELLE, valori: Riga): RowChange {
  const { chiave, colonne } = TABELLE[tabella];
  const vuota = Object.fromEntries([...chiave, ...colonne].map((c) => [c, null]));
  return { tabella, prima: null, dopo: { ...vuota, ...valori } };
}

const PERSONA = {
  soggetto: 'S:0001',
  id_scheda_anpr: '0001',
  cognome: "D'ÀNGELO",
  nome: 'ZOË',
  codice_fiscale: 'DNGZOE',
};
const CAMBI = [
  riga('anagrafe', {
    ...PERSONA,
    registro: 'APR',
    registro_dal: '2020-01-01',
    indirizzo: 'VIA ROMA 1',
    id_famiglia_anpr: '07',
  }),
  riga('anagrafe', {
    soggetto: 'S:0002',
    id_scheda_anpr: '0002',
    registro: 'AIRE',
    cittadinanze: '100',
    data_nascita: '2009-02-02',
    precisione_nascita: 'GIORNO',
  }),
  riga('anagrafe', { soggetto: 'S:0003', id_scheda_anpr: '0003' }),
  riga('famiglie', { id_famiglia_anpr: '07', tipo_scheda: '3', intestatario: "D'ÀNGELO ZOË", componenti: 1 }),
  riga('tributi_contribuenti', { soggetto: 'S:0001', condizione: 'RESIDENTE', condizione_dal: '2020-01-01' }),
  riga('identita_precedenti', {
    soggetto: 'S:0001',
    progressivo: 0,
    codice_fiscale: 'VECCHIO',
    stato_cf: 'SOSTITUITO',
  }),
  riga('tributi_condizioni', { soggetto: 'S:0001', dal: '2020-01-01', condizione: 'RESIDENTE' }),
  riga('tributi_recapiti', { soggetto: 'S:0001', tipo: 'RESIDENZA', tipo_indirizzo: '1', indirizzo: 'VIA ROMA 1' }),
  riga('residenze', { soggetto: 'S:0001', dal: '2020-01-01', tipo_indirizzo: '1', indirizzo: 'VIA ROMA 1' }),
  riga('tributi_nuclei', { id_famiglia_anpr: '07', componenti: 1, dal: '2020-01-01' }),
  riga('tributi_nuclei', { id_famiglia_anpr: '08', componenti: 1, dal: '2020-01-01' }),
  riga('elettorale_elettori', { soggetto: 'S:0001', lista: 'GENERALE', sezione: '007', stato: 'ISCRITTO' }),
];

function variazione(v: Partial<Variazione>) {
  const base: Variazione = {
    ufficio: 'TRIBUTI',
    oggetto: 'C:S:0001',
    campo: 'recapito',
    ambito: 'RECAPITO',
    tipo: 'INDIRIZZO',
    motivo: null,
    soggetto: 'S:0001',
    id_famiglia_anpr: null,
    valore_prima: null,
    valore_dopo: 'VIA ROMA 1',
    decorrenza: '2026-02-28',
    id_operazione_anpr: '4310655090',
    stato: 'DA_LAVORARE',
  };
  return { ...base, ...v, conosciutaIl: NOW, notificaId: 1 };
}
const VARIAZIONI = [
  variazione({}),
  variazione({ oggetto: 'N:07', campo: 'componenti', ambito: 'TARI', tipo: 'OCCUPANTI', soggetto: null }),
  variazione({
    ufficio: 'ELETTORALE',
    oggetto: 'E:S:0001|GENERALE',
    ambito: 'GENERALE',
    tipo: 'ISCRIZIONE',
    stato: 'PROPOSTA',
  }),
];

const UTENZA = {
  codice: 'U1',
  codiceFiscale: 'DNGZOE',
  indirizzo: 'VIA ROMA 1',
  categoria: 'D',
  presente: 1,
  stato: 'ABBINATA',
  idFamiglia: '07',
  punteggio: 100,
  decisoDa: null,
  decisoIl: null,
} as const;
const NUCLEO = { idFamiglia: '07', indirizzo: 'VIA ROMA 1', occupanti: 1, minori: 0, versione: 1 };

perOgniDatabase((apri) => {
  const pronto = async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      await applicaCambi(
        tx,
        COMUNE,
        CAMBI.map((change) => ({ change, notificaId: 1 })),
      );
      await inserisciVariazioni(tx, COMUNE, VARIAZIONI);
      await scriviUtenze(tx, COMUNE, { utenze: [UTENZA], now: NOW });
      await aggiungiVersioni(tx, COMUNE, { anno: 2026, now: NOW, nuclei: [NUCLEO] });
    });
    return db;
  };

  it('has exactly the promised columns in every view', async () => {
    const db = await pronto();
    for (const vista of NOMI_VISTE) {
      const [riga] = await db.transaction((tx) => tx.query(`SELECT * FROM ${vista}`));
      expect(Object.keys(riga ?? {}).sort(), vista).toEqual([...VISTE[vista].colonne].sort());
    }
  });

  it('shows the rows of one comune, joined with the person they are about', async () => {
    const db = await pronto();
    expect(await db.transaction((tx) => contaViste(tx, COMUNE))).toEqual({
      v_residenti: 1,
      v_identita_precedenti: 1,
      v_famiglie: 1,
      v_tributi_contribuenti: 1,
      v_tributi_condizioni: 1,
      v_tributi_nuclei: 2,
      v_tributi_recapiti: 1,
      v_tari_abitazioni: 2,
      v_tari_utenze: 1,
      v_tari_senza_utenza: 1,
      v_tari_fotografie: 1,
      v_imu_periodi_residenza: 1,
      v_tributi_variazioni: 2,
      v_elettori: 1,
      v_elettorale_diciottenni: 1,
      v_elettorale_variazioni: 1,
    });
    expect(await db.transaction((tx) => contaViste(tx, '015146'))).toMatchObject({ v_residenti: 0, v_elettori: 0 });
    const pagina = (vista: (typeof NOMI_VISTE)[number]) =>
      db.transaction((tx) => paginaVista(tx, COMUNE, { vista, limit: 9 }));
    expect((await pagina('v_residenti'))[0]).toMatchObject({ cognome: "D'ÀNGELO", residente_dal: '2020-01-01' });
    expect((await pagina('v_elettori'))[0]).toMatchObject({ nome: 'ZOË', sezione: '007', id_scheda_anpr: '0001' });
    expect(await pagina('v_tributi_variazioni')).toMatchObject([
      { tributo: 'RECAPITO', codice_fiscale: 'DNGZOE', decorrenza: '2026-02-28' },
      { tributo: 'TARI', codice_fiscale: null },
    ]);
    expect((await pagina('v_elettorale_variazioni'))[0]).toMatchObject({ lista: 'GENERALE', stato: 'PROPOSTA' });
  });

  it('pages through a view after the last row', async () => {
    const db = await pronto();
    const [prima] = await db.transaction((tx) => paginaVista(tx, COMUNE, { vista: 'v_tributi_variazioni', limit: 1 }));
    const opzioni = { vista: 'v_tributi_variazioni', limit: 5, dopo: prima! } as const;
    const seconda = await db.transaction((tx) => paginaVista(tx, COMUNE, opzioni));
    expect(seconda).toMatchObject([{ tributo: 'TARI' }]);
  });

  it('closes a variazione once and keeps it', async () => {
    const db = await pronto();
    await db.transaction(async (tx) => {
      const [aperta] = await variazioniAperte(tx, COMUNE, ['C:S:0001', 'N:99']);
      expect(aperta).toMatchObject({ campo: 'recapito', stato: 'DA_LAVORARE' });
      const chiudi = () => chiudiVariazioni(tx, [aperta!.id], { stato: 'STORNATA', now: NOW });
      expect([await chiudi(), await chiudi()]).toEqual([1, 0]);
      expect(await variazioniAperte(tx, COMUNE, ['C:S:0001'])).toEqual([]);
      expect(await variazioniDi(tx, COMUNE, ['C:S:0001'])).toMatchObject([{ stato: 'STORNATA', chiusaIl: NOW }]);
      const perStato = await contaPer(tx, COMUNE, { vista: 'v_tributi_variazioni', colonna: 'stato' });
      expect(Object.fromEntries(perStato)).toEqual({ STORNATA: 1, DA_LAVORARE: 1 });
    });
  });

  it('opens an anomaly once, and again after it was closed', async () => {
    const db = await apri();
    const anomalia = {
      codComune: COMUNE,
      regola: 'Q03',
      gravita: 'CONTROLLO',
      ufficio: 'ANAGRAFE',
      oggetto: 'F:07',
    } as const;
    await db.transaction(async (tx) => {
      const apriUna = () =>
        apriAnomalie(tx, [{ ...anomalia, descrizione: 'Famiglia senza intestatario.', apertaIl: NOW }]);
      await apriUna();
      await apriUna();
      expect(await elencaAnomalie(tx, { limit: 9 })).toHaveLength(1);
      const chiudi = () => chiudiAnomalie(tx, { codComune: COMUNE, regola: 'Q03', oggetti: ['F:07'] }, NOW);
      expect([await chiudi(), await chiudi()]).toEqual([1, 0]);
      await apriUna();
      await chiudi();
      await apriUna();
      expect(await elencaAnomalie(tx, { limit: 9, soloAperte: false })).toHaveLength(3);
    });
  });
});
