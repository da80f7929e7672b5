/** `allinea avvia`: the daemon, until it is stopped. */
import type { OpzioniComuni } from './ambiente.js';
import type { Registra } from './comando.js';
import { comando } from './comando.js';
import { esegui } from './esegui.js';

export const registraAvvia: Registra = (programma, ambiente, finito) => {
  comando(programma, 'avvia', 'avvia il demone: riceve, conserva e applica le notifiche finché non lo si ferma').action(
    async (opzioni: OpzioniComuni) => {
      const corri = async () => ({
        code: await ambiente.runDaemon({ config: opzioni.config }),
        text: '',
        data: undefined,
      });
      const code = await esegui(ambiente, {}, corri);
      finito(code);
    },
  );
};
