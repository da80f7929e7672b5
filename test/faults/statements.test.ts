/** Law: all or nothing. Whatever statement fails, the rows are those of before; tried again, those of after. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { applicaLotto } from '../../src/work/apply.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  applicaInbox,
  inbox,
  lettiDovuti,
  notificaDi,
  nuovoEnte,
  quando,
  righe,
  righeAttese,
  salva,
  tutto,
} from '../work/banco.js';
import { conMano, databaseConMano, guastaIl } from '../work/guasti.js';
import { immigrati, n01, nris, residente } from '../work/persone.js';

const coppia = { famiglia: '500001', civico: 1 };

/** A couple that came; then he leaves, she changes name, a third one arrives with an unknown section. */
const lotto = (ente: Contesto) => [
  notificaDi(ente, '3', n01('N010', 3, residente(2, coppia), '2026-05-01')),
  notificaDi(ente, '4', nris('5008', 4, [{ ...residente(1, coppia), generalita: { cognome: 'ALTRO', nome: 'NOME' } }])),
  notificaDi(ente, '5', {
    tipoNotifica: 'NRIS',
    xml: immigrati(5, [residente(3)]).xml.replace('<residenza>', '<ignota/><residenza>'),
  }),
];

const prologo = (ente: Contesto) =>
  notificaDi(ente, '1', immigrati(1, [residente(1, coppia), residente(2, { ...coppia, legame: '2' })]));

perOgniDatabase((apri) => {
  it('all or nothing: every statement of the applying transaction can fail', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, [prologo(ente)]);
    await applicaInbox(db, ente, [1]);
    await salva(db, lotto(ente));
    const prima = await tutto(db, ente);
    const prova = (k: number, guasto = guastaIl(k)) =>
      db.transaction(async (tx) => {
        const letti = await lettiDovuti(tx, ente, 10);
        await applicaLotto(conMano(tx, guasto), letti, quando(ente));
        if (guasto.contati() < k) throw new Error('the batch has no such statement');
      });
    let k = 1;
    for (; ; k++) {
      const messaggio = await prova(k).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(await tutto(db, ente)).toEqual(prima);
      if (messaggio === 'the batch has no such statement') break;
      expect(messaggio).toBe('broken on purpose');
    }
    expect(k).toBeGreaterThan(25);
    await applicaInbox(db, ente, [10]);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [prologo(ente), ...lotto(ente)]));
    expect((await inbox(db, ente)).map((n) => [n.stato, n.tentativi])).toEqual(Array(4).fill(['applied', 1]));
  });

  it('all or nothing: every statement of storing can fail, and then nobody was answered', async () => {
    const db = await apri();
    const nuova = async (k: number): Promise<string> => {
      const ente = nuovoEnte();
      const guasto = guastaIl(k);
      const esito = await createInbox(databaseConMano(db, guasto))
        .salva(prologo(ente))
        .catch(() => 'rejected');
      expect(await conservati(db, ente)).toEqual(esito === 'rejected' ? [0, 0] : [1, 1]);
      if (esito === 'rejected') expect(await createInbox(db).salva(prologo(ente))).toBe('nuova');
      return esito;
    };
    let k = 1;
    while ((await nuova(k)) === 'rejected') k += 1;
    expect(k).toBeGreaterThan(3);
  });

  async function conservati(db: Database, { codComune }: Contesto): Promise<number[]> {
    const conta = async (sql: string) =>
      (await db.transaction((tx) => tx.query<{ n: number }>(sql, [codComune])))[0]?.n ?? -1;
    const notifiche = 'FROM notifiche WHERE cod_destinatario = ?';
    return [
      await conta(`SELECT COUNT(*) AS n ${notifiche}`),
      await conta(`SELECT COUNT(*) AS n FROM contenuti WHERE notifica_id IN (SELECT id ${notifiche})`),
    ];
  }
});
