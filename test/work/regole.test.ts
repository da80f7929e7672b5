/** The rules of the comune in the database: what they close, with which act, and what the offices read. */
import { expect, it } from 'vitest';
import type { VoceRegola } from '../../src/registri/regole.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database, Row } from '../../src/store/database.js';
import { paginaVista } from '../../src/store/viste.js';
import { lavoraTutte } from '../../src/work/variazioni-ufficio.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, residente } from './persone.js';

const regola = (evento: string, nome: string, dal: string): VoceRegola => ({
  ufficio: 'TRIBUTI',
  evento,
  regola: nome,
  dal,
  atto: 'Det. 5/2025',
});

async function variazioni(db: Database, { codComune }: Contesto): Promise<Map<string, Row>> {
  const righe = await db.transaction((tx) => paginaVista(tx, codComune, { vista: 'v_tributi_variazioni', limit: 50 }));
  return new Map(righe.map((r) => [`${r.tributo} ${r.tipo}`, r]));
}

perOgniDatabase((apri) => {
  it('what a rule accepts, tells or ignores is closed when it is recorded, and nobody is asked to work it', async () => {
    const db = await apri();
    const dal = '2020-01-01';
    const ente: Contesto = {
      ...nuovoEnte(),
      regole: [
        regola('SOGGETTO_CONDIZIONE', 'applica', dal),
        regola('RECAPITO_INDIRIZZO', 'avvisa', dal),
        regola('IMU_ABITAZIONE_PRINCIPALE', 'ignora', '2999-01-01'),
      ],
    };
    await salva(db, [notificaDi(ente, '7001', immigrati(1, [residente(1, { dal: '2026-03-12' })]))]);
    await applicaInbox(db, ente, [1]);
    const lette = await variazioni(db, ente);
    expect(lette.get('SOGGETTO CONDIZIONE')).toMatchObject({ stato: 'ACCOLTA', regola: 'APPLICA' });
    expect(lette.get('SOGGETTO CONDIZIONE')).toMatchObject({ effetto_dal: '2020-01-01', anno: '2020' });
    expect(lette.get('RECAPITO INDIRIZZO')).toMatchObject({ stato: 'ACCOLTA', regola: 'AVVISA' });
    expect(lette.get('IMU ABITAZIONE_PRINCIPALE')).toMatchObject({ stato: 'DA_LAVORARE', regola: null });
    const aperte = 'SELECT COUNT(*) AS n FROM variazioni WHERE cod_comune = ? AND chiusa_il IS NULL';
    const perAtto = "SELECT COUNT(*) AS n FROM variazioni WHERE cod_comune = ? AND esito_motivo = 'Det. 5/2025'";
    const quante = async (sql: string) =>
      Number((await db.transaction((tx) => tx.query<{ n: number }>(sql, [ente.codComune])))[0]!.n);
    const delTutto = lette.size + 1; // the electoral proposal
    expect(await quante(aperte)).toBe(delTutto - 2);
    expect(await quante(perAtto)).toBe(2);
    const filtro = { codComune: ente.codComune, ufficio: 'TRIBUTI' as const };
    const decisione = { esito: 'ACCOGLI' as const, motivo: null, attore: 'ufficio', now: new Date(ADESSO) };
    expect((await lavoraTutte(db, filtro, decisione)).lavorate).toHaveLength(lette.size - 2);
  });
});
