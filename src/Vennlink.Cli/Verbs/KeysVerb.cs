using System.CommandLine;
using System.Globalization;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Query.Output;
using Vennlink.Server.Keys;
using Vennlink.Server.Metering;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink keys</c>: who may ask the server.</summary>
internal static class KeysVerb
{
    private static readonly RowListing<UsageEntry> _usage = new()
    {
        TableColumns =
        [
            new("day"), new("access id"), new("call"), new("requests", IsNumber: true), new("rows", IsNumber: true),
        ],
        Cells = used =>
        [
            DayText(used.Day), used.AccessId, used.Call, used.Requests.ToString("N0", CultureInfo.InvariantCulture),
            used.Rows.ToString("N0", CultureInfo.InvariantCulture),
        ],
        Table = new("usage",
            [.. RowColumn.Texts("day", "access_id", "call"), .. RowColumn.Numbers("requests", "rows")]),
        Write = (output, used) =>
        {
            output.Text(DayText(used.Day));
            output.Text(used.AccessId);
            output.Text(used.Call);
            output.Number(used.Requests);
            output.Number(used.Rows);
        },
    };

    public static VerbCommand Create() => new(
        "keys",
        "Says who may ask the server, and how much.",
        "A running server takes up the change at once.",
        "vennlink keys list",
        Complete);

    private static void Complete(VerbCommand verb)
    {
        verb.Add(CreateAdd());
        verb.Add(CreateList());
        verb.Add(CreateLimit());
        verb.Add(CreateRotate());
        verb.Add(CreateRevoke());
        verb.Add(CreateUsage());
    }

    private static VerbCommand CreateAdd() => new(
        "add",
        "Makes a key and prints it.",
        "The secret key cannot be shown again: only its hash is stored.",
        "vennlink keys add \"Ann's laptop\"",
        CompleteAdd);

    private static void CompleteAdd(VerbCommand verb)
    {
        Argument<string> name = new("NAME") { Description = "A name, for you to tell keys apart" };
        Option<string> file = CommonOptions.Keys();
        KeyLimitOptions limits = new();
        verb.Add(name);
        limits.AddTo(verb);
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            KeyLimits allowed = limits.Read(parsed, new KeyLimits());
            string keyName = parsed.GetRequiredValue(name);
            NewKey key;
            try
            {
                key = KeyStore.Open(parsed.GetRequiredValue(file)).Add(keyName, allowed);
            }
            catch (ArgumentException)
            {
                throw new UsageException("NAME must have 1 to 200 characters, none of them a control character");
            }

            Show(key);
            return ExitCode.Done;
        });
    }

    // Three lines for programs to read, never wrapped; what people should know goes to standard error.
    private static void Show(NewKey key)
    {
        using TextWriter output = TextOutput.Open();
        output.WriteLine($"Access ID: {key.AccessId}");
        output.WriteLine($"Secret key: {key.SecretKey}");
        output.WriteLine($"x-moz-token: {key.Token}");
        output.Flush();
        Notes.Write("write down the secret key now: it cannot be shown again");
    }

    private static VerbCommand CreateList() => new(
        "list",
        "Lists all keys, revoked ones too.",
        "",
        "vennlink keys list",
        CompleteList);

    private static void CompleteList(VerbCommand verb)
    {
        Option<string> file = CommonOptions.Keys();
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            IReadOnlyList<KeyEntry> keys = File.Exists(path) ? KeyStore.Open(path).List() : [];
            if (keys.Count == 0)
            {
                Notes.Write($"no keys in {path}; add one with: {KeyStore.AddCommandFor(path)}");
                return ExitCode.Done;
            }

            using TextWriter output = TextOutput.Open();
            TextTable table = new(output, new("access id"), new("name"), new("created"), new("revoked"),
                new("expires"), new("rows a month", IsNumber: true), new("requests a minute", IsNumber: true),
                new("calls"));
            foreach (KeyEntry key in keys)
            {
                KeyLimits limits = key.Limits;
                table.Add(key.AccessId, key.Name, Timestamp.Show(key.Created.ToUnixTimeSeconds()),
                    Timestamp.Show(key.Revoked?.ToUnixTimeSeconds()),
                    limits.Expires is { } end ? DayText(DateOnly.FromDateTime(end.UtcDateTime)) : "",
                    limits.RowsAMonth?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                    limits.RequestsAMinute?.ToString(CultureInfo.InvariantCulture) ?? "",
                    string.Join(' ', limits.Calls));
            }

            table.End();
            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateLimit() => new(
        "limit",
        "Changes what a key may; what is not named stays.",
        "",
        "vennlink keys limit \"$(vennlink keys list | awk 'END {print $1}')\" --rows-a-month 10000",
        CompleteLimit);

    private static void CompleteLimit(VerbCommand verb)
    {
        KeyLimitOptions limits = new();
        (Argument<string> id, Option<string> file) = AddKey(verb, limits.AddTo);
        verb.SetAction(parsed =>
        {
            if (!limits.Any(parsed))
            {
                throw new UsageException("say what to change, such as --rows-a-month 10000");
            }

            (KeyStore store, KeyEntry key) = Find(parsed.GetRequiredValue(file), parsed.GetRequiredValue(id));
            if (!store.Limit(key.AccessId, limits.Read(parsed, key.Limits)))
            {
                throw NoSuchKey(store.File, key.AccessId);
            }

            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateRotate() => new(
        "rotate",
        "Gives a key another secret and prints it.",
        "The secret before is refused from the next request on.",
        "vennlink keys rotate \"$(vennlink keys list | awk 'END {print $1}')\"",
        CompleteRotate);

    private static void CompleteRotate(VerbCommand verb)
    {
        (Argument<string> id, Option<string> file) = AddKey(verb);
        verb.SetAction(parsed =>
        {
            (KeyStore store, KeyEntry key) = Find(parsed.GetRequiredValue(file), parsed.GetRequiredValue(id));
            Show(store.Rotate(key.AccessId) ?? throw NoSuchKey(store.File, key.AccessId));
            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateUsage() => new(
        "usage",
        "Shows how many requests and rows keys used, by day and call.",
        "Rows are weighed: see docs/metering.md. Days are of UTC.",
        "vennlink keys usage",
        CompleteUsage);

    private static void CompleteUsage(VerbCommand verb)
    {
        Option<string?> id = new("--key") { HelpName = "ID", Description = "Access ID of one key [default: all]" };
        Option<string?> from =
            new("--from") { HelpName = "DATE", Description = "First day [default: the first of this month]" };
        Option<string> file = CommonOptions.Keys();
        Option<string> format = CommonOptions.Format(RowForms.WithTable);
        verb.Add(id);
        verb.Add(from);
        verb.Add(format);
        verb.Add(file);
        verb.SetAction(parsed =>
        {
            DateTime today = DateTime.UtcNow;
            DateOnly first = parsed.GetValue(from) is { } text ? KeyLimitOptions.DayOf("--from", text)
                : new DateOnly(today.Year, today.Month, 1);
            string ledger = UsageLedger.FileFor(parsed.GetRequiredValue(file));
            IReadOnlyList<UsageEntry> days =
                File.Exists(ledger) ? new UsageLedger(ledger).Days(first, parsed.GetValue(id)) : [];
            _usage.Print(days, parsed.GetRequiredValue(format), citation: null);
            return ExitCode.Done;
        });
    }

    private static VerbCommand CreateRevoke() => new(
        "revoke",
        "Revokes a key: it is refused from the next request on.",
        "",
        "vennlink keys revoke \"$(vennlink keys list | awk 'END {print $1}')\"",
        CompleteRevoke);

    private static void CompleteRevoke(VerbCommand verb)
    {
        (Argument<string> id, Option<string> file) = AddKey(verb);
        verb.SetAction(parsed =>
        {
            (KeyStore store, KeyEntry key) = Find(parsed.GetRequiredValue(file), parsed.GetRequiredValue(id));
            return store.Revoke(key.AccessId) ? ExitCode.Done : throw NoSuchKey(store.File, key.AccessId);
        });
    }

    private static (Argument<string> Id, Option<string> File) AddKey(VerbCommand verb, Action<Command>? between = null)
    {
        Argument<string> id = new("ID") { Description = "Access ID of the key" };
        Option<string> file = CommonOptions.Keys();
        verb.Add(id);
        between?.Invoke(verb);
        verb.Add(file);
        return (id, file);
    }

    private static (KeyStore Store, KeyEntry Key) Find(string file, string accessId)
    {
        KeyStore? store = File.Exists(file) ? KeyStore.Open(file) : null;
        KeyEntry? key = store?.List().FirstOrDefault(key => key.AccessId == accessId && key.Revoked is null);
        return key is null ? throw NoSuchKey(file, accessId) : (store!, key);
    }

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static FailedException NoSuchKey(string file, string accessId) =>
        new($"{file}: no working key with the access ID '{accessId}'");
}
