/** What a variazione means for the bills: from when it counts, which year, whether it may still be undone. */
import { expect, it } from 'vitest';
import { creaParametri } from '../../src/registri/parametri.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database, Row } from '../../src/store/database.js';
import { type NomeVista, paginaVista } from '../../src/store/viste.js';
import { allineaParametri } from '../../src/work/tari-effetti.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { chi, immigrati, nris, residente } from './persone.js';

const atto = 'Del. C.C. 12/2025';
const regola = (valore: string, dal: string) => ({ nome: 'tari_regola_componenti', valore, dal, atto });
const emessa2026 = { nome: 'tari_anno_emesso', valore: '2026', dal: '2026-04-10', atto: 'Lista 2026' };

const vista = (db: Database, { codComune }: Contesto, nome: NomeVista): Promise<Row[]> =>
  db.transaction((tx) => paginaVista(tx, codComune, { vista: nome, limit: 100 }));

const occupanti = async (db: Database, ente: Contesto): Promise<Row[]> =>
  (await vista(db, ente, 'v_tributi_variazioni')).filter((v) => v.tipo === 'OCCUPANTI');

const effetto = ({ effetto_dal, anno, da_conguagliare }: Row) => ({ effetto_dal, anno, da_conguagliare });

/** A content whose every person also says this. */
const conPezzo = (c: Contenuto, pezzo: string): Contenuto => ({
  ...c,
  xml: c.xml.replaceAll('</datiSoggetto>', `${pezzo}</datiSoggetto>`),
});

let ultima = 7_000;

async function arriva(db: Database, ente: Contesto, contenuti: readonly Contenuto[]): Promise<void> {
  await salva(
    db,
    contenuti.map((c) => notificaDi(ente, String(ultima++), c)),
  );
  await applicaInbox(db, ente, [1]);
}

const dal = '2026-03-12';

perOgniDatabase((apri) => {
  it('counts from the day that the rule of the comune says, and asks to settle a year that was billed', async () => {
    const db = await apri();
    const parametri = creaParametri([regola('MESE_SUCCESSIVO', '2020-01-01'), emessa2026]);
    const ente: Contesto = { ...nuovoEnte(), parametri };
    await arriva(db, ente, [immigrati(1, [residente(1, { dal })])]);
    const [nuova] = await occupanti(db, ente);
    expect(nuova).toMatchObject({ decorrenza: dal, effetto_dal: '2026-04-01', anno: '2026', da_conguagliare: 1 });
  });

  it('follows a parameter changed from a day on, and moves nothing of before', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const prima = creaParametri([regola('MESE_SUCCESSIVO', '2020-01-01')]);
    await arriva(db, { ...ente, parametri: prima }, [
      immigrati(1, [residente(1, { dal: '2025-11-20' })]),
      immigrati(2, [residente(2, { dal })]),
    ]);
    expect((await occupanti(db, ente)).map((v) => v.effetto_dal)).toEqual(['2025-12-01', '2026-04-01']);
    const parametri = creaParametri([regola('MESE_SUCCESSIVO', '2020-01-01'), regola('PRIMO_GENNAIO', '2026-01-01')]);
    await allineaParametri((fn) => db.transaction(fn), { ...ente, parametri });
    expect((await occupanti(db, ente)).map((v) => v.effetto_dal)).toEqual(['2025-12-01', '2027-01-01']);
  });

  it('is not read again on a restart with the same parameters on the same day', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, [immigrati(1, [residente(1, { dal })])]);
    const contesto = { ...ente, parametri: creaParametri([regola('PRIMO_GENNAIO', '2020-01-01')]) };
    await allineaParametri((fn) => db.transaction(fn), contesto);
    const prima = await occupanti(db, ente);
    const transazioni: number[] = [];
    await allineaParametri((fn) => {
      transazioni.push(1);
      return db.transaction(fn);
    }, contesto);
    expect(transazioni).toHaveLength(1);
    expect(await occupanti(db, ente)).toEqual(prima);
  });

  it('that the office has worked keeps the effect it was worked with', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, [immigrati(1, [residente(1, { dal })])]);
    const sql = "UPDATE variazioni SET stato = 'ACCOLTA' WHERE cod_comune = ?";
    await db.transaction((tx) => tx.execute(sql, [ente.codComune]));
    const parametri = creaParametri([regola('PRIMO_GENNAIO', '2020-01-01'), emessa2026]);
    await allineaParametri((fn) => db.transaction(fn), { ...ente, parametri });
    expect((await occupanti(db, ente)).map(effetto)).toEqual([{ effetto_dal: dal, anno: '2026', da_conguagliare: 0 }]);
  });

  it('is provisional while a procedimento is open on somebody of the household, and no longer when it is closed', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const pratica = '<numeroPraticaAnpr>77001</numeroPraticaAnpr>';
    const aperto = `<procedimento>${pratica}</procedimento>`;
    const chiuso = `<procedimento>${pratica}<dataDefinizionePratica>2026-05-02</dataDefinizionePratica></procedimento>`;
    const dice1014 = (id: number, pezzo: string) => conPezzo(nris('1014', id, [chi(1)], '2026-03-20'), pezzo);
    const provvisorie = async () => (await occupanti(db, ente)).map((v) => v.provvisoria);
    await arriva(db, ente, [immigrati(1, [residente(1, { dal })])]);
    expect(await provvisorie()).toEqual([0]);
    await arriva(db, ente, [dice1014(2, aperto)]);
    expect(await provvisorie()).toEqual([1]);
    await arriva(db, ente, [dice1014(3, chiuso)]);
    expect(await provvisorie()).toEqual([0]);
  });

  it('counts two families in one dwelling together or apart, as the regulation says, and how many are minors', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, [
      immigrati(1, [
        residente(1, { civico: 9, famiglia: '501' }),
        residente(2, { civico: 9, famiglia: '501', legame: '3', nascita: '2015-05-05' }),
        residente(3, { civico: 9, famiglia: '502' }),
      ]),
    ]);
    const abitazioni = async () =>
      (await vista(db, ente, 'v_tari_abitazioni')).map((r) => [r.id_famiglia_anpr, r.famiglie, r.occupanti, r.minori]);
    const alinea = (valore: string) =>
      allineaParametri((fn) => db.transaction(fn), {
        ...ente,
        parametri: creaParametri([{ nome: 'tari_somma_nuclei_coabitanti', valore, dal: '2020-01-01', atto }]),
      });
    const separate = [
      ['501', 1, 2, 1],
      ['502', 1, 1, 0],
    ];
    expect(await abitazioni()).toEqual(separate);
    await alinea('SI');
    expect(await abitazioni()).toEqual([['', 2, 3, 1]]);
    await alinea('NO');
    expect(await abitazioni()).toEqual(separate);
  });

  it('keeps a domicile as an address for notices and never as residence, and a residence with the day it is effective', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const domicilio =
      '<residenza><tipoIndirizzo>3</tipoIndirizzo><indirizzo><toponimo><specie>VIA</specie>' +
      '<denominazioneToponimo>VERDI</denominazioneToponimo></toponimo><numeroCivico><numero>4</numero></numeroCivico>' +
      '</indirizzo><dataDecorrenzaResidenza>2026-02-01</dataDecorrenzaResidenza></residenza>';
    await arriva(db, ente, [conPezzo(immigrati(1, [residente(1, { dal: '2026-01-15' })]), domicilio)]);
    const recapiti = (await vista(db, ente, 'v_tributi_recapiti')).map((r) => [r.tipo, r.indirizzo, r.efficace_dal]);
    expect(recapiti).toEqual([
      ['DOMICILIO', 'VIA VERDI 4', '2026-03-03'],
      ['RESIDENZA', 'VIA ROMA 1, VALFINTA', '2026-02-14'],
    ]);
    const periodi = await vista(db, ente, 'v_imu_periodi_residenza');
    expect(periodi).toMatchObject([{ indirizzo: 'VIA ROMA 1, VALFINTA', dal: '2026-01-15', al: null }]);
  });

  it('shows no dwelling to IMU where nobody has a home, and shows it since there is one', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const senzaDimora = (detto: string) =>
      `<attributiSoggetto><senzaFissaDimora>${detto}</senzaFissaDimora></attributiSoggetto>`;
    const periodi = async () =>
      (await vista(db, ente, 'v_imu_periodi_residenza')).map((r) => [r.indirizzo, r.dal, r.al]);
    await arriva(db, ente, [conPezzo(immigrati(1, [residente(1, { dal: '2026-01-15' })]), senzaDimora('S'))]);
    expect(await periodi()).toEqual([]);
    const trova = residente(1, { civico: 5, dal: '2026-03-01' });
    await arriva(db, ente, [conPezzo(nris('5005', 2, [trova], '2026-03-01'), senzaDimora('N'))]);
    expect(await periodi()).toEqual([['VIA ROMA 5, VALFINTA', '2026-03-01', null]]);
  });
});
