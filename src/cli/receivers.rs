use anyhow::Context as _;

use crate::{domain::invalid::Invalid, service::alerts::Receivers};

/// The flags that say whom alerts may be posted to.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Receivers of alerts")]
pub(super) struct ReceiverFlags {
    /// Hosts that alerts may be posted to over HTTPS, at public addresses alone; nobody without it
    #[arg(long, env = "HINTERLAND_WEBHOOK_HOSTS", value_name = "HOST[:PORT],...")]
    #[arg(value_delimiter = ',')]
    webhook_hosts: Vec<String>,

    /// Hosts on this machine itself that alerts may be posted to, also over HTTP
    #[arg(long, env = "HINTERLAND_WEBHOOK_LOOPBACK_HOSTS", value_name = "HOST:PORT,...")]
    #[arg(value_delimiter = ',')]
    webhook_loopback_hosts: Vec<String>,
}

impl ReceiverFlags {
    /// Refuses a list where a server is asked, whose operator has one.
    ///
    /// # Errors
    /// Somebody is named.
    pub(super) fn refuse(&self) -> Result<(), Invalid> {
        let [hosts, loopback] = [&self.webhook_hosts, &self.webhook_loopback_hosts];
        for (flag, hosts) in [("--webhook-hosts", hosts), ("--webhook-loopback-hosts", loopback)] {
            if hosts.iter().any(|host| !host.trim().is_empty()) {
                let expected = "left out with `--server`: its operator lists whom it may post to";
                return Err(Invalid::new(flag, hosts.join(","), expected));
            }
        }
        Ok(())
    }

    /// Whom the operator lists.
    ///
    /// # Errors
    /// What is no host.
    pub(super) fn receivers(&self) -> anyhow::Result<Receivers> {
        // A variable that is empty lists nobody.
        let listed = |hosts: &[String]| -> Vec<String> {
            hosts
                .iter()
                .map(|host| host.trim().to_owned())
                .filter(|host| !host.is_empty())
                .collect()
        };
        let [hosts, loopback] = [&self.webhook_hosts, &self.webhook_loopback_hosts];
        Receivers::parse(&listed(hosts), &listed(loopback)).context("`--webhook-hosts`")
    }
}
