/** The commands of the tax office, as somebody types them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import { applica, creaMondo } from '../../src/registri/mondo.js';
import { azioni } from '../../src/store/audit.js';
import { applicaCambi } from '../../src/store/stato-locale.js';
import { residente } from '../work/persone.js';
import { banco, ISTAT } from './banco.js';

const CF = calcolaCodiceFiscale({
  cognome: 'ABBA',
  nome: 'PROVA',
  sesso: 'F',
  dataNascita: '1980-01-01',
  codiceLuogo: 'H501',
});
const TESTA = 'codice;codice_fiscale;indirizzo;categoria';

describe('the commands of the tax office', () => {
  const b = banco();
  const file = (...righe: string[]): string => {
    const nome = join(b.dir, 'utenze.csv');
    writeFileSync(nome, righe.join('\r\n'));
    return nome;
  };
  /** One household in via Roma 1, there since 2020. */
  const conUnNucleo = () =>
    b.conDb(async (db) => {
      const dati = residente(1, { civico: 1 });
      const contesto = { codComune: ISTAT, codici: new Set([ISTAT]), oggi: '2026-06-15' };
      const fatto = {
        tipo: 'ISCRIZIONE',
        operazione: '1002',
        idOperazioneANPR: '1',
        idNotificaANPR: '1',
        dati: { ...dati, identificativi: { ...dati.identificativi, codiceFiscale: CF } },
      } as const;
      const { cambi } = applica(creaMondo([], [], contesto), { fatti: [fatto], carico: false });
      const daScrivere = cambi.map((change) => ({ change, notificaId: null }));
      await db.transaction((tx) => applicaCambi(tx, ISTAT, daScrivere));
    });

  it('import the users, tell what was left out and why, and exit with 1 if something was', async () => {
    await conUnNucleo();
    const buono = await b.allinea('tari', 'importa', file(TESTA, `U1;${CF};Via Roma 1;D`));
    expect([buono.code, buono.err]).toEqual([0, '']);
    expect(buono.out).toMatch(/nuove +1\n/);
    const misto = await b.allinea('tari', 'importa', file(TESTA, `U1;${CF};Via Roma 1;D`, 'U2;SEGRETO;Via Roma 2;D'));
    expect(misto.code).toBe(1);
    expect(misto.out).toContain('riga 3, codice_fiscale: serve il codice fiscale dell’intestatario');
    expect(misto.out).not.toContain('SEGRETO');
  });

  it('refuse a file with another header or that is not there, and touch nothing', async () => {
    await conUnNucleo();
    const altro = await b.allinea('tari', 'importa', file('codice;nome', 'U1;x'));
    expect([altro.code, altro.out]).toEqual([1, expect.stringContaining('Nulla è stato importato')]);
    expect(altro.out).toContain('riga 1, categoria: serve una colonna con questo nome');
    expect((await b.allinea('tari', 'importa', join(b.dir, 'manca.csv'))).code).toBe(2);
    expect((await b.allinea('vista', 'v_tari_utenze')).out).toContain('Nessuna riga');
  });

  it('leave the doubts to a person, who decides once and is remembered', async () => {
    await conUnNucleo();
    await b.allinea('tari', 'importa', file(TESTA, `U1;${CF};Via Verdi 8;D`));
    expect((await b.allinea('tari', 'abbina')).out).toMatch(/U1 +40 +500001/);
    expect((await b.allinea('tari', 'abbina', '--codice', 'U1')).code).toBe(2);
    expect((await b.allinea('tari', 'abbina', '--codice', 'U1', '--famiglia', '9')).code).toBe(1);
    expect((await b.allinea('tari', 'abbina', '--codice', 'U1', '--famiglia', '500001')).code).toBe(0);
    expect((await b.allinea('tari', 'abbina')).out).toContain('Nessuna utenza da abbinare');
    const fatte = await b.conDb((db) => db.transaction((tx) => azioni(tx, { limit: 20 })));
    expect(fatte.map((a) => a.azione)).toEqual(expect.arrayContaining(['tari-importa', 'tari-dubbi', 'tari-abbina']));
  });

  it('take the snapshot of 1 January and tell the months of residence', async () => {
    await conUnNucleo();
    expect((await b.allinea('tari', 'fotografia', '--anno', '2026')).out).toContain('1 nucleo, 1 occupante');
    expect((await b.allinea('tari', 'fotografia', '--anno', '2026')).out).toContain('niente è cambiato');
    expect((await b.allinea('tari', 'fotografia', '--anno', '26')).code).toBe(2);
    const imu = await b.allinea('imu', '--soggetto', CF, '--anno', '2026');
    expect(imu.out).toMatch(/VIA ROMA 1.*12 +1 2 3 4 5 6 7 8 9 10 11 12/);
    expect((await b.allinea('imu', '--soggetto', 'X', '--anno', '2026')).code).toBe(1);
  });

  it('do not start on parameters that are wrong, and say every one', async () => {
    const parametro = { nome: 'tari_regola_componenti', valore: 'MAI', dal: '2026-01-01' };
    b.configura({ enti: [{ codiceIstat: ISTAT, nome: 'Comune di Prova', parametri: [parametro, { nome: 'x' }] }] });
    const manca = await b.allinea('tari', 'abbina');
    expect(manca.code).toBe(78);
    expect(manca.err).toContain('enti[0].parametri[0].atto');
    expect(manca.err).toContain('manca la validità');
    b.configura({
      enti: [{ codiceIstat: ISTAT, nome: 'Comune di Prova', parametri: [{ ...parametro, atto: 'Del. 1' }] }],
    });
    expect((await b.allinea('tari', 'abbina')).err).toContain('GIORNO, MESE_SUCCESSIVO');
  });

  it('do not start on rules that the law forbids, and say every one', async () => {
    const regola = (ufficio: string, evento: string, nome: string) =>
      ({ ufficio, evento, regola: nome, dal: '2026-01-01' }) as const;
    const regole = [
      regola('ELETTORALE', 'CANCELLAZIONE', 'applica'),
      regola('TRIBUTI', 'SOGGETTO_CONDIZIONE', 'ignora'),
      regola('TRIBUTI', 'TARI_TUTTO', 'applica'),
    ];
    b.configura({ enti: [{ codiceIstat: ISTAT, nome: 'Comune di Prova', regole }] });
    const { code, err } = await b.allinea('tari', 'abbina');
    expect(code).toBe(78);
    for (const [i, campo] of ['regola', 'regola', 'evento'].entries())
      expect(err).toContain(`enti[0].regole[${i}].${campo}`);
    expect(err).toContain('solo con una revisione');
    b.configura({
      enti: [{ codiceIstat: ISTAT, nome: 'Comune di Prova', regole: [regola('TRIBUTI', 'TARI_OCCUPANTI', 'avvisa')] }],
    });
    expect((await b.allinea('tari', 'abbina')).code).not.toBe(78);
  });
});
