//! Three weeks of a company, as its identity provider tells of them. Written by hand: what happened can be read here, and
//! what is made of it in the report.

use std::collections::BTreeMap;

use gatelog::clock::Timestamp;
use serde_json::{Value, json};

/// Where a request came from: address and user agent.
type Request = (&'static str, &'static str);

const ADAS: Request = ("203.0.113.10", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Gecko/20100101 Firefox/143.0");
const GRACES: Request = ("198.51.100.20", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36");
const ALANS: Request = ("192.0.2.30", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36");
const STRANGERS: Request = ("198.51.100.66", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0");
const KATHERINES: Request = ("192.0.2.44", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Mobile/15E148");
/// The company's own backend, with an API key.
const BACKEND: Request = ("2600:1900:4000:1::7", "clerk/clerk-sdk-go@v3.0.0");
/// The dashboard, and the directory: requests of Clerk's own servers.
const CLERKS: Request = ("", "clerk/api");

const ORGANIZATION: &str = "org_looms";

/// One delivery.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: String,
    pub body: Vec<u8>,
}

/// What happened, in that order, and what of it came in late.
#[derive(Default)]
pub struct Story {
    told: Vec<Told>,
    late: Vec<(usize, usize)>,
    people: BTreeMap<&'static str, Value>,
    organization: Value,
}

/// The deliveries in the order in which things happened.
pub fn happened() -> Vec<Told> {
    Story::whole().told
}

/// The deliveries in the order in which they came in.
pub fn delivered() -> Vec<Told> {
    let Story { told, late, .. } = Story::whole();
    let mut order: Vec<usize> = (0..told.len()).collect();
    for (which, after) in late {
        order.retain(|place| *place != which);
        let after = order.iter().position(|place| *place == after).expect("it is delivered");
        order.insert(after + 1, which);
    }
    order.into_iter().map(|place| told[place].clone()).collect()
}

fn millis(when: &str) -> i64 {
    Timestamp::parse_rfc3339(&format!("2026-10-{when}Z")).expect("a time").millis()
}

fn merged(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("an object") };
    object.as_object_mut().expect("an object").extend(more);
    object
}

impl Story {
    fn whole() -> Self {
        let mut story = Self::default();
        story.first_week();
        story.second_week();
        story.third_week();
        story.fourth_week();
        story
    }

    fn says(&mut self, when: &str, event_type: &str, (client_ip, user_agent): Request, data: &Value) -> usize {
        let body = json!({"object": "event", "type": event_type, "timestamp": millis(when), "instance_id": "ins_looms",
            "data": data, "event_attributes": {"http_request": {"client_ip": client_ip, "user_agent": user_agent}}});
        self.told.push(Told { id: format!("msg_{:02}", self.told.len() + 1), body: body.to_string().into_bytes() });
        self.told.len() - 1
    }

    /// A new user, whose deliveries may be lost.
    fn person(&mut self, when: &str, id: &'static str, first: &str, last: &str, more: Value) -> Value {
        let email = format!("{}@looms.example", first.to_lowercase());
        let user = json!({"object": "user", "id": id, "first_name": first, "last_name": last, "username": null,
            "external_id": null, "primary_email_address_id": "idn_1", "primary_phone_number_id": null,
            "email_addresses": [{"id": "idn_1", "email_address": email}], "phone_numbers": [], "passkeys": [],
            "external_accounts": [], "password_enabled": true, "password_last_updated_at": millis(when),
            "two_factor_enabled": false, "totp_enabled": false, "backup_code_enabled": false, "mfa_enabled_at": null,
            "mfa_disabled_at": null, "banned": false, "locked": false, "lockout_expires_in_seconds": null,
            "public_metadata": {}, "private_metadata": {}, "last_sign_in_at": null, "created_at": millis(when),
            "updated_at": millis(when)});
        let user = merged(user, more);
        self.people.insert(id, user.clone());
        user
    }

    fn signs_up(&mut self, when: &str, id: &'static str, (first, last): (&str, &str), request: Request) {
        let user = self.person(when, id, first, last, json!({}));
        self.says(when, "user.created", request, &user);
    }

    fn updates(&mut self, when: &str, id: &'static str, request: Request, change: Value) -> usize {
        let user = self.changes(when, id, change);
        self.says(when, "user.updated", request, &user)
    }

    /// What nobody is told of, or not yet.
    fn changes(&mut self, when: &str, id: &'static str, change: Value) -> Value {
        let user = self.people.remove(id).expect("they are there");
        let user = merged(merged(user, json!({"updated_at": millis(when)})), change);
        self.people.insert(id, user.clone());
        user
    }

    fn session(&self, when: &str, user: &str, id: &str, status: &str, more: Value) -> Value {
        let session = json!({"object": "session", "id": id, "user_id": user, "client_id": "client_1", "status": status,
            "actor": null, "last_active_organization_id": ORGANIZATION, "latest_activity": null,
            "created_at": millis(when), "updated_at": millis(when), "expire_at": millis(when) + 604_800_000,
            "abandon_at": millis(when) + 2_592_000_000_i64, "user": self.people.get(user)});
        merged(session, more)
    }

    fn signs_in(&mut self, when: &str, user: &str, id: &str, request: Request, device: [&str; 4]) {
        let [browser, kind, city, country] = device;
        let latest_activity = json!({"browser_name": browser, "device_type": kind, "city": city, "country": country,
            "ip_address": request.0});
        let session = self.session(when, user, id, "active", json!({"latest_activity": latest_activity}));
        self.says(when, "session.created", request, &session);
    }

    /// `how` is `removed`, `ended` or `revoked`.
    fn leaves(&mut self, when: &str, how: &str, user: &str, id: &str, request: Request, more: Value) {
        let session = self.session(when, user, id, how, more);
        self.says(when, &format!("session.{how}"), request, &session);
    }

    fn organization(&mut self, when: &str, verb: &str, request: Request, change: Value) {
        let known = std::mem::take(&mut self.organization);
        let known = if known.is_null() { json!({"object": "organization", "id": ORGANIZATION}) } else { known };
        self.organization = merged(merged(known, json!({"updated_at": millis(when)})), change);
        let organization = self.organization.clone();
        self.says(when, &format!("organization.{verb}"), request, &organization);
    }

    fn membership(&mut self, when: &str, verb: &str, user: &str, role: &str, request: Request) {
        let known = &self.people[user];
        let updated_at = if verb == "deleted" { millis("05T08:05:00") } else { millis(when) };
        let membership = json!({"object": "organization_membership", "id": format!("orgmem_{user}"), "role": role,
            "organization": self.organization, "public_user_data": {"user_id": user, "first_name": known["first_name"],
                "last_name": known["last_name"], "identifier": known["email_addresses"][0]["email_address"]},
            "created_at": updated_at, "updated_at": updated_at});
        self.says(when, &format!("organizationMembership.{verb}"), request, &membership);
    }

    fn invitation(&mut self, when: &str, verb: &str, email: &str, request: Request, more: Value) {
        let invitation = json!({"object": "organization_invitation", "id": format!("orginv_{email}"),
            "email_address": email, "role": "org:member", "organization_id": ORGANIZATION, "inviter_id": "user_ada",
            "status": verb, "url": "https://looms.example/ticket", "created_at": millis(when), "updated_at": millis(when)});
        self.says(when, &format!("organizationInvitation.{verb}"), request, &merged(invitation, more));
    }

    fn first_week(&mut self) {
        self.signs_up("05T08:02:11", "user_ada", ("Ada", "Lovelace"), ADAS);
        let desk = ["Firefox", "Macintosh", "Vienna", "AT"];
        self.signs_in("05T08:02:12", "user_ada", "sess_ada_1", ADAS, desk);
        let looms = json!({"name": "Lovelace Looms", "slug": "looms", "created_by": "user_ada",
            "max_allowed_memberships": 5, "admin_delete_enabled": true, "created_at": millis("05T08:05:00")});
        self.organization("05T08:05:00", "created", ADAS, looms);
        self.membership("05T08:05:00", "created", "user_ada", "org:admin", ADAS);
        self.invitation("05T08:10:40", "created", "grace@looms.example", ADAS, json!({}));
        self.invitation("05T08:11:02", "created", "grace@loms.example", ADAS, json!({}));
        self.invitation("05T08:12:30", "revoked", "grace@loms.example", ADAS, json!({}));
        self.signs_up("05T09:30:00", "user_grace", ("Grace", "Hopper"), GRACES);
        let office = ["Chrome", "Windows", "London", "GB"];
        self.signs_in("05T09:30:01", "user_grace", "sess_grace_1", GRACES, office);
        let accepted = json!({"user_id": "user_grace"});
        self.invitation("05T09:31:15", "accepted", "grace@looms.example", GRACES, accepted);
        self.membership("05T09:31:15", "created", "user_grace", "org:member", GRACES);
        self.leaves("05T12:00:00", "removed", "user_ada", "sess_ada_1", ADAS, json!({}));

        self.signs_in("06T08:00:30", "user_ada", "sess_ada_2", ADAS, desk);
        let second = json!({"two_factor_enabled": true, "totp_enabled": true, "mfa_enabled_at": millis("06T08:20:00")});
        self.updates("06T08:20:00", "user_grace", GRACES, second);
        self.membership("06T10:00:00", "updated", "user_grace", "org:admin", ADAS);
        self.leaves("06T17:00:00", "ended", "user_grace", "sess_grace_1", GRACES, json!({}));

        // Made by the company's backend.
        self.signs_up("07T09:00:00", "user_alan", ("Alan", "Turing"), BACKEND);
        self.membership("07T09:00:01", "created", "user_alan", "org:member", BACKEND);
        let email = json!({"object": "email", "id": "ema_1", "to_email_address": "alan@looms.example",
            "user_id": "user_alan", "slug": "verification_code", "subject": "Your code is 424242", "status": "queued"});
        self.says("07T09:20:00", "email.created", ALANS, &email);
        self.signs_in("07T09:21:00", "user_alan", "sess_alan_1", ALANS, ["Chrome", "desktop", "Manchester", "GB"]);
        let domain = json!({"object": "organization_domain", "id": "orgdmn_1", "name": "looms.example",
            "organization_id": ORGANIZATION});
        self.says("07T11:00:00", "organizationDomain.created", ADAS, &domain);

        let known = json!({"external_id": "crm/4711"});
        self.updates("08T07:00:00", "user_alan", BACKEND, known);
        let home = json!([{"id": "idn_1", "email_address": "alan@looms.example"},
            {"id": "idn_2", "email_address": "alan@home.example"}]);
        let added = self.updates("08T19:00:00", "user_alan", ALANS, json!({"email_addresses": home}));
        let primary = self.updates("08T19:02:00", "user_alan", ALANS, json!({"primary_email_address_id": "idn_2"}));
        // The address was added before it became the primary one, and told of after that.
        self.late.push((added, primary));

        let agent = json!({"actor": {"sub": "agent_scribe", "type": "agent"}});
        let session = self.session("09T10:00:00", "user_grace", "sess_agent", "active", agent.clone());
        self.says("09T10:00:00", "session.created", BACKEND, &session);
        self.leaves("09T10:30:00", "removed", "user_grace", "sess_agent", BACKEND, agent);
        self.organization("09T15:00:00", "updated", ADAS, json!({"name": "Lovelace Looms Ltd", "slug": "looms-ltd"}));
    }

    fn second_week(&mut self) {
        let office = ["Chrome", "Windows", "London", "GB"];
        self.signs_in("12T08:30:00", "user_grace", "sess_grace_2", GRACES, office);
        // Somebody at the dashboard, who is no user of the company.
        let support = json!({"actor": {"iss": "https://dashboard.example", "sub": "user_support"}});
        let session = self.session("12T11:00:00", "user_grace", "sess_support", "active", support.clone());
        self.says("12T11:00:00", "session.created", STRANGERS, &session);
        self.updates(
            "12T11:05:00",
            "user_grace",
            STRANGERS,
            json!({"password_last_updated_at": millis("12T11:05:00")}),
        );
        self.leaves("12T11:20:00", "removed", "user_grace", "sess_support", STRANGERS, support);
        self.leaves("12T18:00:00", "revoked", "user_ada", "sess_ada_2", ADAS, json!({}));

        let locked = json!({"locked": true, "lockout_expires_in_seconds": 3_600});
        self.updates("13T03:12:00", "user_alan", STRANGERS, locked);
        let open = json!({"locked": false, "lockout_expires_in_seconds": null});
        self.updates("13T08:00:00", "user_alan", CLERKS, open);
        let sms = json!({"object": "sms_message", "id": "sms_1", "user_id": "user_alan", "message": "424242"});
        self.says("13T08:05:00", "sms.created", ALANS, &sms);

        let alone =
            json!({"two_factor_enabled": false, "totp_enabled": false, "mfa_disabled_at": millis("14T09:00:00")});
        self.updates("14T09:00:00", "user_grace", GRACES, alone);
        let passkeys = json!([{"id": "idn_passkey", "name": "laptop"}]);
        self.updates("14T09:04:00", "user_grace", GRACES, json!({"passkeys": passkeys}));

        // A ban, and in the same moment another address.
        let other = json!({"banned": true, "primary_email_address_id": "idn_3", "email_addresses": [
            {"id": "idn_1", "email_address": "alan@looms.example"},
            {"id": "idn_3", "email_address": "quarantine@looms.example"}]});
        self.updates("15T16:40:00", "user_alan", CLERKS, other);
        self.leaves("15T16:40:01", "revoked", "user_alan", "sess_alan_1", CLERKS, json!({}));
        self.membership("16T09:00:00", "deleted", "user_alan", "org:member", BACKEND);
    }

    fn third_week(&mut self) {
        // Katherine's account was made on the 12th; nothing of it ever came in, nor of her first session's beginning.
        let google = json!([{"id": "eac_1", "provider": "oauth_google"}]);
        self.person("12T07:00:00", "user_katherine", "Katherine", "Johnson", json!({"password_enabled": false}));
        self.leaves("19T08:55:00", "removed", "user_katherine", "sess_katherine_1", KATHERINES, json!({}));
        self.membership("19T09:00:00", "created", "user_katherine", "org:member", CLERKS);
        self.updates(
            "19T09:00:05",
            "user_katherine",
            CLERKS,
            json!({"external_id": "scim/77", "deprovisioned": false}),
        );
        self.updates("19T09:10:00", "user_katherine", KATHERINES, json!({"external_accounts": google}));
        let session = self.session("19T09:11:00", "user_katherine", "sess_katherine_2", "pending", json!({}));
        self.says("19T09:11:00", "session.pending", KATHERINES, &session);
        let phone = ["Mobile Safari", "iPhone", "Graz", "AT"];
        self.signs_in("19T09:12:00", "user_katherine", "sess_katherine_2", KATHERINES, phone);

        self.updates("20T06:00:00", "user_katherine", CLERKS, json!({"deprovisioned": true}));
        self.leaves("20T06:00:01", "revoked", "user_katherine", "sess_katherine_2", CLERKS, json!({}));

        self.updates("21T10:00:00", "user_grace", BACKEND, json!({"public_metadata": {"plan": "team"}}));
        let paid = json!({"object": "subscription", "id": "sub_1", "status": "active",
            "payer": {"organization_id": ORGANIZATION, "user_id": null}});
        self.says("21T10:00:05", "subscription.active", CLERKS, &paid);
        self.updates("21T13:00:00", "user_grace", GRACES, json!({"last_sign_in_at": millis("21T13:00:00")}));
        let married = self.updates("21T14:00:00", "user_ada", ADAS, json!({"last_name": "King", "username": "ada"}));
        let phone = json!({"primary_phone_number_id": "idn_9", "phone_numbers": [{"id": "idn_9", "phone_number": "+43 1 5550100"}]});
        self.updates("21T14:10:00", "user_ada", ADAS, phone);

        let support = json!({"actor": {"iss": "https://dashboard.example", "sub": "user_support"}});
        let session = self.session("22T15:00:00", "user_ada", "sess_support_2", "active", support.clone());
        self.says("22T15:00:00", "session.created", CLERKS, &session);
        self.leaves("22T15:02:00", "revoked", "user_ada", "sess_support_2", CLERKS, support);
        let unbanned = self.updates("22T16:00:00", "user_alan", BACKEND, json!({"banned": false}));
        self.says(
            "22T17:00:00",
            "user.deleted",
            BACKEND,
            &json!({"object": "user", "id": "user_alan", "deleted": true}),
        );

        let gone = json!({"object": "organization", "id": ORGANIZATION, "slug": "looms-ltd", "deleted": true});
        let gone = self.says("23T16:00:00", "organization.deleted", ADAS, &gone);
        self.leaves("23T16:30:00", "removed", "user_grace", "sess_grace_2", GRACES, json!({}));
        // A day or two late.
        self.late.push((unbanned, gone));
        self.late.push((married, gone));
    }

    /// Margaret signs in by the company's identity provider, and collects ways in.
    fn fourth_week(&mut self) {
        let verified = json!({"status": "verified", "strategy": "phone_code"});
        let sso = |more: Value| {
            json!([merged(
                json!({"id": "entacc_1", "object": "enterprise_account", "protocol": "saml",
                "provider": "saml_okta", "active": true, "email_address": "margaret@looms.example",
                "provider_user_id": "00u1", "verification": {"status": "verified", "strategy": "saml"},
                "last_authenticated_at": null}),
                more
            )])
        };
        let github = |id: &str, email: &str, attempts: i64| {
            json!([{"id": "eac_9", "object": "external_account", "provider": "oauth_github", "provider_user_id": id,
                "email_address": email, "verification": {"status": "verified", "attempts": attempts}}])
        };
        let more = json!({"password_enabled": false, "enterprise_accounts": sso(json!({})), "web3_wallets": [],
            "unsafe_metadata": {}, "delete_self_enabled": true, "legal_accepted_at": null,
            "external_accounts": github("100", "margaret@home.example", 1)});
        let margaret = self.person("26T08:00:00", "user_margaret", "Margaret", "Hamilton", more);
        self.says("26T08:00:00", "user.created", CLERKS, &margaret);
        let own = json!({"id": "idn_p1", "phone_number": "+43 1 5550101", "verification": null});
        let other = json!({"id": "idn_p2", "phone_number": "+43 1 5550102", "verification": verified});
        let phones = json!({"phone_numbers": [own], "legal_accepted_at": millis("26T09:00:00")});
        self.updates("26T09:00:00", "user_margaret", GRACES, phones);
        let own = merged(own, json!({"verification": verified}));
        self.updates("26T09:01:00", "user_margaret", GRACES, json!({"phone_numbers": [own, other]}));
        let factor = merged(other, json!({"reserved_for_second_factor": true, "backup_codes": ["314159"]}));
        self.updates("26T09:02:00", "user_margaret", GRACES, json!({"phone_numbers": [factor, own]}));
        let wallet =
            json!([{"id": "idn_w", "web3_wallet": "0xaa", "verification": {"status": "verified", "nonce": "n"}}]);
        self.updates("27T10:00:00", "user_margaret", GRACES, json!({"web3_wallets": wallet}));
        // The connected account keeps its row and becomes somebody else's.
        let swapped = json!({"external_accounts": github("999", "mallory@elsewhere.example", 2)});
        self.updates("28T03:00:00", "user_margaret", STRANGERS, swapped);
        let off = json!({"enterprise_accounts": sso(json!({"active": false, "last_authenticated_at": 1}))});
        self.updates("28T09:00:00", "user_margaret", CLERKS, off);
        let trusted = json!({"bypass_client_trust": true, "delete_self_enabled": false,
            "public_metadata": {"role": "admin"}, "private_metadata": {"tier": 2}});
        self.updates("29T09:00:00", "user_margaret", BACKEND, trusted);
        self.updates("29T10:00:00", "user_margaret", BACKEND, json!({"foo_enabled": true}));
        // Only when and how often somebody was there, and a picture.
        let seen = json!({"last_active_at": millis("29T11:00:00"), "image_url": "https://img.example/2",
            "external_accounts": github("999", "mallory@elsewhere.example", 3)});
        self.updates("29T11:00:00", "user_margaret", CLERKS, seen);
        for (when, end) in [("30T03:00:00", 600), ("30T03:05:00", 299), ("30T05:00:00", 600)] {
            let locked = json!({"locked": true, "lockout_expires_in_seconds": end});
            self.updates(when, "user_margaret", STRANGERS, locked);
        }
        let domain = |mode: &str| {
            json!({"object": "organization_domain", "id": "orgdmn_1", "name": "looms.example",
                "organization_id": ORGANIZATION, "enrollment_mode": mode, "total_pending_invitations": 3})
        };
        self.says("30T09:00:00", "organizationDomain.updated", ADAS, &domain("manual_invitation"));
        self.says("30T09:01:00", "organizationDomain.updated", ADAS, &domain("automatic_invitation"));
    }
}
