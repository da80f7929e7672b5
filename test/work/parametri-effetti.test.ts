/** What the parameters of the comune drive beyond the date of an effect: occupants without residents, months of IMU. */
import { expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import { creaParametri } from '../../src/registri/parametri.js';
import type { Contesto } from '../../src/registri/stato.js';
import { paginaVista } from '../../src/store/viste.js';
import { regimeImu, residenzaImu } from '../../src/work/imu.js';
import { allineaParametri } from '../../src/work/tari-effetti.js';
import { importaUtenze } from '../../src/work/tari-utenze.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, residente } from './persone.js';

const voce = (nome: string, valore: string, dal = '2020-01-01') => ({ nome, valore, dal, atto: 'Reg. 1/2019' });
const codice = (cognome: string): string =>
  calcolaCodiceFiscale({ cognome, nome: 'PROVA', sesso: 'F', dataNascita: '1981-01-01', codiceLuogo: 'H501' });
const CF = codice('ABBAE');
const ALTRO = codice('FORESTI');
const ELENCO = `codice;codice_fiscale;indirizzo;categoria\nU1;${CF};Via Roma 1;D1\nU2;${ALTRO};Via Verdi 99;D1`;

perOgniDatabase((apri) => {
  const pronto = async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const persona = residente(1);
    const dati = { ...persona, identificativi: { ...persona.identificativi, codiceFiscale: CF } };
    await salva(db, [notificaDi(ente, '9901', immigrati(1, [dati]))]);
    await applicaInbox(db, ente, [1]);
    const di = { codComune: ente.codComune, attore: 'operatore.prova', now: new Date(ADESSO) };
    return { db, ente, di };
  };

  it('a dwelling without residents has the occupants that the regulation says, or nobody knows them here', async () => {
    const { db, ente, di } = await pronto();
    await importaUtenze(db, Buffer.from(ELENCO), di);
    const occupanti = async (valore?: string) => {
      const voci = valore === undefined ? [] : [voce('tari_occupanti_non_residenti', valore)];
      const contesto: Contesto = { ...ente, parametri: creaParametri(voci) };
      await allineaParametri((fn) => db.transaction(fn), contesto);
      const limit = 10;
      const u = await db.transaction((tx) => paginaVista(tx, ente.codComune, { vista: 'v_tari_utenze', limit }));
      return u.map((r) => [r.codice, r.occupanti, r.occupanti_da]);
    };
    const abitata = ['U1', 1, 'ANPR'];
    expect(await occupanti()).toEqual([abitata, ['U2', null, null]]);
    expect(await occupanti('2')).toEqual([abitata, ['U2', 2, 'REGOLAMENTO']]);
    expect(await occupanti('SUPERFICIE')).toEqual([abitata, ['U2', null, 'SUPERFICIE']]);
    expect(await occupanti('DICHIARATI')).toEqual([abitata, ['U2', null, 'DICHIARATI']]);
  });

  it('the months are counted for IMU only, and the regime is the one of the first of January', async () => {
    const { db, di } = await pronto();
    const parametri = creaParametri([voce('imu_regime', 'ILIA', '2023-01-01')]);
    expect(regimeImu({ anno: 2022, parametri })).toBe('IMU');
    expect(regimeImu({ anno: 2023, parametri })).toBe('ILIA');
    const [imu] = (await residenzaImu(db, { chi: CF, anno: 2022, parametri }, di))!;
    expect(imu?.mesi).toHaveLength(12);
    const [ilia] = (await residenzaImu(db, { chi: CF, anno: 2023, parametri }, di))!;
    expect(ilia).toMatchObject({ periodi: [{ dal: '2020-01-01', al: null }], mesi: null });
  });
});
