/**
 * The causes of alarms: one readable table. What each means and what to do about it goes into the message and, with the same
 * codes, into docs/manuale.md (a test holds the two together).
 * Invariant: a code never changes its meaning; nothing here depends on an installation. A command that is named shows what the
 * alarm is about: `{comune}` and `{oggetto}` stand for those of the alarm (`rimedioDi`).
 */

export interface Causa {
  readonly titolo: string;
  readonly significato: string;
  readonly rimedio: string;
  /** Days between two messages while it lasts. */
  readonly ricordaOgniGiorni: 1 | 7;
}

export const CAUSE = {
  SILENZIO_ANPR: {
    titolo: 'silenzio improbabile di ANPR',
    significato: 'da troppo tempo, per questo comune, ANPR non manda notifiche',
    rimedio:
      '«allinea stato --comune {comune}» elenca le cause probabili e che cosa controllare; poi «allinea sblocco --comune {comune}»',
    ricordaOgniGiorni: 1,
  },
  SILENZIO_4005: {
    titolo: 'la riconciliazione non trova più nulla',
    significato: 'il servizio 4005 risponde, ma da troppo tempo non elenca notifiche',
    rimedio: 'confrontare con l’elenco nell’applicazione web di ANPR; controllare riconciliazione.tipi',
    ricordaOgniGiorni: 1,
  },
  RICHIESTA_FERMA: {
    titolo: 'ANPR non risponde alla riconciliazione',
    significato: 'una richiesta 4005 attende da più di quanto ANPR promette (24 ore)',
    rimedio: 'attendere: viene ripetuta da sola; se dura giorni, segnalarlo all’assistenza ANPR',
    ricordaOgniGiorni: 7,
  },
  FINESTRA_IN_SCADENZA: {
    titolo: 'un periodo da riconciliare sta per scadere',
    significato: 'ANPR ridà le notifiche per 180 giorni, e un periodo non è ancora stato riconciliato',
    rimedio: 'togliere subito ciò che impedisce la riconciliazione («allinea stato», «allinea controlla»)',
    ricordaOgniGiorni: 1,
  },
  TENTATIVI_IN_CORSO: {
    titolo: 'ANPR sta per sospendere delle notifiche',
    significato: 'notifiche rifiutate qui: ANPR prova cinque volte ogni cinque minuti, poi le sospende',
    rimedio:
      '«allinea stato --comune {comune}» dice il motivo del rifiuto: correggerlo entro venti minuti dal primo tentativo',
    ricordaOgniGiorni: 1,
  },
  NOTIFICHE_SOSPESE: {
    titolo: 'notifiche sospese da ANPR',
    significato: 'notifiche rifiutate qui e mai più arrivate: ANPR le rimanda solo se qualcuno lo chiede',
    rimedio: 'corretto il motivo del rifiuto, mandare ad ANPR la lettera di «allinea sblocco --comune {comune}»',
    ricordaOgniGiorni: 7,
  },
  FIRME_RIFIUTATE: {
    titolo: 'molte chiamate rifiutate per la firma',
    significato: 'la firma non è accettata: di solito ANPR ha cambiato CA, o qualcun altro chiama l’endpoint',
    rimedio:
      'aggiungere la nuova CA di ANPR a firma.caFiles; ciò che è stato rifiutato si riprende con «allinea sblocco --comune {comune}»',
    ricordaOgniGiorni: 1,
  },
  FIRMATARIO_NUOVO: {
    titolo: 'un altro certificato firma le notifiche',
    significato: 'la CA lo ha certificato e le sue notifiche sono accettate, ma il nome non è quello visto finora',
    rimedio:
      'chiedere ad ANPR se è suo, poi elencare in firma.soggetti i nomi che possono firmare: gli altri sono rifiutati',
    ricordaOgniGiorni: 7,
  },
  CRL_NON_VALIDA: {
    titolo: 'una lista di revoca (CRL) è scaduta, o non si legge',
    significato: 'le revoche già note valgono ancora; un certificato revocato dopo sarebbe accettato',
    rimedio: 'scaricare di nuovo la lista della CA nel file che l’oggetto nomina: viene riletta da sola',
    ricordaOgniGiorni: 7,
  },
  CERTIFICATO_IN_SCADENZA: {
    titolo: 'un certificato scade, o è scaduto',
    significato: 'TLS dell’endpoint, CA o certificato di firma di ANPR, keystore del comune: l’oggetto dice quale',
    rimedio: 'TLS e CA: sostituire il file. Keystore: aggiungere il nuovo .p12 senza togliere il vecchio',
    ricordaOgniGiorni: 7,
  },
  CHIAVE_SBAGLIATA: {
    titolo: 'ANPR cifra per un certificato che non va',
    significato: 'le ultime notifiche usano un certificato scaduto o mancante, o quello nuovo non è mai usato',
    rimedio: 'applicazione web di ANPR, Sicurezza: scegliere il certificato di decodifica giusto',
    ricordaOgniGiorni: 7,
  },
  KEYSTORE_MANCANTE: {
    titolo: 'manca il keystore di notifiche arrivate',
    significato: 'sono conservate e confermate, ma non si possono aprire',
    rimedio:
      'mettere in keystoreDir il .p12 del certificato che «allinea notifiche --motivo CHIAVE_MANCANTE --comune {comune}» nomina, e la password',
    ricordaOgniGiorni: 1,
  },
  PARCHEGGIATE: {
    titolo: 'troppe notifiche parcheggiate, o da troppo tempo',
    significato: 'sono conservate e non applicate: le tabelle degli uffici non le vedono',
    rimedio: '«allinea notifiche --stato parked --comune {comune}», poi «allinea spiega ID»',
    ricordaOgniGiorni: 7,
  },
  APPLICAZIONE_FERMA: {
    titolo: 'le notifiche non vengono applicate',
    significato: 'notifiche arrivate e mai applicate, senza che nessun errore le parcheggi: nessun demone le lavora',
    rimedio: 'controllare che il demone sia acceso e il suo log; due demoni si danno il turno da soli',
    ricordaOgniGiorni: 1,
  },
  ANOMALIE_BLOCCANTI: {
    titolo: 'anomalie bloccanti aperte',
    significato: 'fermano una esportazione o una decisione di un ufficio; l’oggetto dice la regola',
    rimedio: '«allinea anomalie --comune {comune} --regola {oggetto}»',
    ricordaOgniGiorni: 7,
  },
  DATABASE_ASSENTE: {
    titolo: 'il database non risponde',
    significato: 'le notifiche vanno nello spool, se è attivo, altrimenti ANPR riprova per venti minuti',
    rimedio: 'ciò che dice la riga sopra; ciò che attende passa da solo appena il database risponde',
    ricordaOgniGiorni: 1,
  },
  DATABASE_LENTO: {
    titolo: 'il database è lento',
    significato: 'una scrittura durevole, che precede ogni conferma ad ANPR, richiede troppo',
    rimedio: 'controllare disco e carico del server del database («allinea controlla»)',
    ricordaOgniGiorni: 1,
  },
  SPOOL: {
    titolo: 'notifiche in attesa sul disco',
    significato: 'lo spool non si svuota, o contiene file accantonati che non si sono potuti consegnare',
    rimedio: '«allinea stato» dice quante; se il database risponde e restano, vedere il log del demone',
    ricordaOgniGiorni: 1,
  },
  DISCO_PIENO: {
    titolo: 'il disco si riempie',
    significato: 'a disco pieno le notifiche non si possono né salvare né confermare',
    rimedio: 'liberare spazio sul disco che l’oggetto nomina',
    ricordaOgniGiorni: 1,
  },
  LAVORO_FERMO: {
    titolo: 'un lavoro periodico non viene eseguito',
    significato: 'il suo orario è passato da ore e nessun demone lo ha eseguito; l’oggetto dice quale (sezione «jobs»)',
    rimedio:
      '«allinea stato» elenca i lavori, l’ultima volta di ciascuno e per quali enti manca; poi riavviare il demone',
    ricordaOgniGiorni: 1,
  },
  LAVORO_FALLITO: {
    titolo: 'un lavoro periodico continua a fallire',
    significato: 'l’oggetto dice quale (sezione «jobs»)',
    rimedio: 'cercare «Job failed» nel log: la riga porta l’errore',
    ricordaOgniGiorni: 7,
  },
} as const satisfies Readonly<Record<string, Causa>>;

export type CodiceAllarme = keyof typeof CAUSE;

export const isCodice = (codice: string): codice is CodiceAllarme => Object.hasOwn(CAUSE, codice);
