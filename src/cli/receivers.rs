use anyhow::Context as _;

use crate::service::alerts::Receivers;

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
