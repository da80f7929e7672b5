/** Do ANPR's services answer us? One call of the connection test for each comune, and the remedy for each way it fails. */
import { ConfigError } from '../../errors.js';
import { type ClientANPR, RifiutoANPR } from '../../soap/client/servizi.js';
import { GuastoTrasporto } from '../../soap/client/trasporto.js';
import { prossimoNumero } from '../../store/numeratore.js';
import type { ClientDi } from '../anpr.js';
import type { Ente } from '../enti.js';
import { attenzione, type Controllo, causa, errore, ok } from './controllo.js';

/** A Timestamp lives five minutes: half of them is where luck begins. */
const SCARTO_MS = 150_000;

const CERTIFICATO =
  'il certificato del comune risulta revocato o cancellato (anche se l’applicazione web lo mostra attivo): in ANPR, Sicurezza, ' +
  'ripristinarlo o scaricarne uno nuovo e sostituire anpr.keystore.file';
const POLITICA =
  'controllare, in quest’ordine: in ANPR, Amministrazione, Gestione dati del comune, che l’indirizzo IP pubblico di questa ' +
  'macchina sia abilitato (asterisco; servono fino a 24 ore); che anpr.operatore sia un operatore registrato; che il ' +
  'certificato CO sia quello attivo (se rifiuta solo le notifiche, sostituirlo); l’orologio di questa macchina';
const MESSAGGIO =
  'il gateway non accetta la firma: provare anpr.firma "rsa-sha1"; se succede a intermittenza, riprovare più tardi';

/** What to do about a no of the gateway, by its hint. */
function rimedioAccesso(codici: readonly string[]): string {
  if (codici.some((c) => c === 'CERTIFICATO_REVOCATO' || /REVOKED|EXPIRED/.test(c))) return CERTIFICATO;
  if (codici.includes('MESSAGGIO_NON_CONFORME')) return MESSAGGIO;
  return POLITICA;
}

function rifiutato(nome: string, e: RifiutoANPR): Controllo {
  const codici = e.codici.join(', ') || e.classe;
  if (e.classe === 'OROLOGIO')
    return errore(nome, codici, 'l’orologio di questa macchina è avanti: sincronizzarlo (NTP)');
  if (e.classe === 'ACCESSO') return errore(nome, `accesso rifiutato (${codici})`, rimedioAccesso(e.codici));
  return errore(
    nome,
    `ANPR rifiuta (${codici})`,
    'controllare anpr.ambiente, anpr.tipoInvio e gli indirizzi dei servizi',
  );
}

const SENZA_RETE =
  'se da qui gli altri siti si raggiungono, l’indirizzo IP pubblico non è abilitato in ANPR (Amministrazione, Gestione dati ' +
  'del comune), oppure il firewall non lascia uscire verso ws.anpr.interno.it, porta 443';

function guasto(nome: string, codice: string): Controllo {
  if (codice === 'ENOTFOUND' || codice === 'EAI_AGAIN')
    return errore(
      nome,
      `il nome del servizio non si risolve (${codice})`,
      'controllare il DNS di questa macchina e anpr.indirizzi',
    );
  if (codice.startsWith('HTTP_') || codice === 'FAULT_SERVER')
    return attenzione(
      nome,
      `ANPR al momento non risponde (${codice})`,
      'riprovare: le manutenzioni sono di solito la sera',
    );
  if (codice === 'RISPOSTA_ILLEGGIBILE')
    return errore(
      nome,
      'risponde qualcosa che non è ANPR',
      'controllare anpr.indirizzi e che non ci sia un proxy in mezzo',
    );
  return errore(nome, `non si raggiunge (${codice})`, SENZA_RETE);
}

function fallito(nome: string, e: unknown): Controllo {
  if (e instanceof RifiutoANPR) return rifiutato(nome, e);
  if (e instanceof GuastoTrasporto) return guasto(nome, e.codice);
  if (e instanceof ConfigError) {
    const [p] = e.problems;
    return errore(nome, `${p?.key ?? ''}: ${p?.value ?? ''}`, p?.remedy ?? '');
  }
  return attenzione(nome, causa(e), 'riprovare più tardi');
}

async function controlla(nome: string, client: ClientANPR, now: () => Date): Promise<Controllo> {
  try {
    await client.prova({ idOperazioneComune: prossimoNumero('0', now().toISOString()) });
  } catch (e) {
    return fallito(nome, e);
  }
  const scarto = client.scartoOrologioMs();
  const dettaglio = `ANPR risponde; il suo orologio differisce di ${Math.round(Math.abs(scarto) / 1000)} s`;
  if (Math.abs(scarto) <= SCARTO_MS) return ok(nome, dettaglio);
  return attenzione(
    nome,
    dettaglio,
    'sincronizzare l’orologio di questa macchina (NTP): le domande hanno cinque minuti di vita',
  );
}

/** The services of every comune that is connected; those without are named, so that nobody thinks they were tried. */
export async function controllaServizi(enti: readonly Ente[], client: ClientDi, now: () => Date): Promise<Controllo[]> {
  const trovati: Controllo[] = [];
  for (const ente of enti) {
    const suo = client(ente.codiceIstat);
    const nome = `servizi ANPR di ${ente.nome}`;
    trovati.push(suo === null ? ok(nome, 'non collegati: riceve e non chiede') : await controlla(nome, suo, now));
  }
  return trovati;
}
