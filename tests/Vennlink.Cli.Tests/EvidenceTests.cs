using System.Text.Json;

namespace Vennlink.Cli.Tests;

public sealed class EvidenceTests(SampleIndex samples)
{
    private readonly Shell _shell = samples.NewShell();

    [Fact]
    public void Evidence_of_a_crawled_page_has_anchor_capture_time_file_and_offset()
    {
        ShellResult result = _shell.Run("evidence", "http://www.archive.org/about/faq.php?faq_id=252", "winamp.com",
            "--format", "ndjson");
        using JsonDocument link = JsonDocument.Parse(Assert.Single(result.Lines));
        JsonElement row = link.RootElement;

        Assert.Equal("www.archive.org/about/faq.php?faq_id=252", row.GetProperty("page").GetString());
        Assert.StartsWith("www.winamp.com/", row.GetProperty("target").GetString(), StringComparison.Ordinal);
        Assert.Equal("anchor", row.GetProperty("kind").GetString());
        Assert.NotEqual("", row.GetProperty("anchor").GetString());
        Assert.Matches(@"^2008-04-30T20:\d\d:\d\dZ$", row.GetProperty("last_seen").GetString());
        Assert.Equal("crawl.arc.gz", row.GetProperty("file").GetString());
        Assert.Matches("^[0-9a-f]{64}$", row.GetProperty("file_digest").GetString());
        Assert.True(row.GetProperty("offset").GetInt64() > 0);
    }

    [Fact]
    public void A_source_without_a_slash_is_a_root_domain()
    {
        ShellResult domain = _shell.Run("evidence", "indieblog.page", "daringfireball.net", "--format", "csv");

        Assert.Equal(
            "page,target,kind,anchor,rel,first_seen,last_seen,state,file,file_digest,inner_file,offset,offset_decompressed,"
                + "record_id,payload_digest",
            domain.Lines[0]);
        Assert.StartsWith("indieblog.page/", domain.Lines[1], StringComparison.Ordinal);
        Assert.Equal(domain.Output,
            _shell.Run("evidence", "root_domain:indieblog.page", "daringfireball.net", "--format", "csv").Output);
    }

    [Fact]
    public void Evidence_as_a_table_is_one_line_a_link()
    {
        ShellResult result = _shell.Run("evidence", "indieblog.page", "daringfireball.net");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("PAGE", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains("blogrolls.csv.gz", result.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void No_evidence_is_said_and_no_error()
    {
        ShellResult result = _shell.Run("evidence", "indieblog.page", "absent.example");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal("vennlink: no link from indieblog.page to absent.example", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_subfolder_is_a_target()
    {
        ShellResult all = _shell.Run("evidence", "indieblog.page", "daringfireball.net", "--format", "csv");
        string target = all.Lines[1].Split(',')[1];
        string folder = target[..(target.LastIndexOf('/') + 1)];
        ShellResult within =
            _shell.Run("evidence", "indieblog.page", $"subfolder:{folder.TrimEnd('/')}", "--format", "csv");
        Assert.Equal(all.Lines.Where((line, number) => number == 0
            || line.Split(',')[1].StartsWith(folder, StringComparison.Ordinal)), within.Lines);
        Assert.Equal(2, _shell.Run("evidence", $"subfolder:{folder}", "winamp.com").ExitCode);
    }

    [Fact]
    public void A_host_is_a_source()
    {
        ShellResult domain = _shell.Run("evidence", "archive.org", "winamp.com", "--format", "csv");
        ShellResult host = _shell.Run("evidence", "subdomain:www.archive.org", "winamp.com", "--format", "csv");
        Assert.Equal(domain.Lines.Where((line, number) => number == 0
            || line.StartsWith("www.archive.org/", StringComparison.Ordinal)), host.Lines);
        Assert.True(host.Lines.Length > 1, host.Error);
    }
}
