using System.CommandLine;
using Vennlink.Archives.Lists;
using Vennlink.Build;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Outcomes;
using Vennlink.Urls;

namespace Vennlink.Cli.Verbs;

/// <summary>The words of <c>vennlink build</c>, and what they ask for.</summary>
internal sealed class BuildArguments
{
    private static readonly string[] _suffixSections = ["all", "icann"];

    private readonly Option<string> _output =
        new("--out", "-o") { HelpName = "DIR", Description = "Index folder to make; needed unless --dry-run" };

    private readonly Option<bool> _add = new("--add") { Description = "Add the inputs to the index in DIR" };

    private readonly Option<bool> _replace =
        new("--replace") { Description = "Put the new index in the place of the one in DIR" };

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Files and folders to read; indexes to take over",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _until = new("--until")
    {
        HelpName = "DATE|all",
        Description = "Make the index as of the end of this day, month, year or moment of UTC [default: all]"
    };

    private readonly Option<long?> _memory = CommonOptions.Memory();

    private readonly Option<int?> _threads = CommonOptions.Threads();

    private readonly Option<string?> _columns = new("--columns")
    {
        HelpName = "source=A,target=B",
        Description = "Columns of link lists with other names; also anchor, title, rel, first_seen, last_seen"
    };

    private readonly Option<string?> _target = new("--target")
    {
        HelpName = "URL",
        Description = "Site or page that lists without a target column are about"
    };

    private readonly Option<bool> _includeLost =
        new("--include-lost") { Description = "Take rows of lost links as lost links; else they are left out" };

    private readonly Option<bool> _skipUnreadable =
        new("--skip-unreadable") { Description = "Build without inputs that cannot be read" };

    private readonly Option<string> _sections =
        new("--public-suffixes")
        {
            HelpName = "all|icann",
            Description = "Where sites end: all counts alice.github.io as a site, icann does not",
            DefaultValueFactory = _ => _suffixSections[0]
        };

    private readonly Option<string?> _suffixList = new("--public-suffix-list")
    {
        HelpName = "FILE",
        Description = "Public Suffix List to use instead of the built-in one"
    };

    private readonly Option<string[]> _extraSuffixes = new("--extra-suffix")
    {
        HelpName = "SUFFIX…",
        Description = "More public suffixes",
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.ZeroOrMore
    };

    private readonly Option<string?> _block = new("--spam-block")
    {
        HelpName = "FILE",
        Description = "Sites whose spam score is 100; one root domain a line"
    };

    private readonly Option<string?> _allow = new("--spam-allow")
    {
        HelpName = "FILE",
        Description = "Sites whose spam score is 1; one root domain a line"
    };

    private readonly Option<string?> _model =
        new("--spam-model") { HelpName = "FILE", Description = "Spam model to use instead of the built-in one" };

    private readonly Option<string?> _ranks = new("--ranks")
    {
        HelpName = "FILE",
        Description = "Ranks of the web graph [default: the ranks file beside it]"
    };

    private readonly Option<bool> _domains =
        new("--graph-of-domains") { Description = "The vertices of the web graph are root domains" };

    private readonly Option<bool> _noLinkFacts =
        new("--no-link-facts") { Description = "Leave out what makes filters on links fast and lost links known" };

    private readonly Option<bool> _noReach =
        new("--no-reach") { Description = "Leave out to how many sites each source links: some filters need it" };

    private readonly Option<bool> _ignoreDisk =
        new("--ignore-disk") { Description = "Build even if the disk seems too small" };

    /// <summary>Whether to build nothing.</summary>
    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Build nothing; show what would be read" };

    /// <summary>How a dry run is shown.</summary>
    public Option<string> Format { get; } = CommonOptions.Format("text", "json");

    /// <summary>Gives the words to the verb.</summary>
    public void AddTo(Command verb)
    {
        CommonOptions.OneOf(_sections, _suffixSections);
        Format.Description = "How --dry-run shows it";
        verb.Add(_inputs);
        foreach (Option option in new Option[] { _output, _add, _replace, _until, _memory, _threads, _columns, _target,
            _includeLost, _skipUnreadable, DryRun, Format, _sections, _suffixList, _extraSuffixes, _block, _allow,
            _model, _ranks, _domains, _noLinkFacts, _noReach, _ignoreDisk })
        {
            verb.Add(option);
        }
    }

    /// <summary>What the user asks for.</summary>
    /// <exception cref="UsageException">
    /// There is no index folder, and it is no dry run; there is no input, and no other date for an index.
    /// </exception>
    public BuildOptions Read(ParseResult parsed)
    {
        DateTimeOffset? until = parsed.GetValue(_until) is { } date ? UntilText.Parse(date) : null;
        if (parsed.GetValue(_inputs) is not { Length: > 0 } && (until is null || !parsed.GetValue(_add)))
        {
            throw new UsageException("there is no INPUT to read; only '--add --until DATE' needs none");
        }

        if (parsed.GetValue(_add) && parsed.GetValue(_replace))
        {
            throw new UsageException("give --add or --replace, not both");
        }

        return new()
        {
            IndexFolder = parsed.GetValue(_output) ?? (parsed.GetValue(DryRun) ? "" : throw new UsageException(
                "option '--out' is required")),
            Inputs = parsed.GetValue(_inputs) ?? [],
            Add = parsed.GetValue(_add),
            Replace = parsed.GetValue(_replace),
            Until = until,
            MemoryBytes = parsed.GetValue(_memory) ?? CommonOptions.DefaultMemoryBytes,
            ThreadCount = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            Lists = new LinkListOptions
            {
                Columns = parsed.GetValue(_columns) is { } text ? ColumnsText.Parse(text) : null,
                Target = parsed.GetValue(_target),
                IncludeLost = parsed.GetValue(_includeLost),
            },
            SkipUnreadable = parsed.GetValue(_skipUnreadable),
            PublicSuffixSections = parsed.GetValue(_sections) == "icann" ? PublicSuffixSections.Icann
                : PublicSuffixSections.All,
            PublicSuffixListFile = parsed.GetValue(_suffixList),
            ExtraSuffixes = parsed.GetValue(_extraSuffixes) ?? [],
            SpamBlockFile = parsed.GetValue(_block),
            SpamAllowFile = parsed.GetValue(_allow),
            SpamModelFile = parsed.GetValue(_model),
            RanksFile = parsed.GetValue(_ranks),
            GraphOfDomains = parsed.GetValue(_domains),
            WithLinkFacts = !parsed.GetValue(_noLinkFacts),
            WithReach = !parsed.GetValue(_noReach),
            IgnoreDiskNeed = parsed.GetValue(_ignoreDisk),
        };
    }
}
