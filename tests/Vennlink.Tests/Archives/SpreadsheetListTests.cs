namespace Vennlink.Tests.Archives;

/// <summary>What is left of a list that a spreadsheet opened and saved, read back.</summary>
/// <remarks>
/// A formula that shows a text is its address in a workbook; CSV has only the text, which is no URL and counted.
/// Letters that Windows-1252 lacks are question marks in it, which a host cannot be. 05.01.2024 may be in January or in
/// May.
/// </remarks>
public sealed class SpreadsheetListTests
{
    private const string Tools =
        "blog.example/tools > rival-a.example/ 'say \"hi\", friend' 2024-01-05..2025-12-01T08:00";

    private const string Forum =
        "forum.example/t/1?x=1&y=2 > rival-a.example/p [Nofollow, Ugc] 'two\nlines' 2024-01-05T10:22";

    private const string Zeitung = "zeitung.example/k%C3%BCche > rival-a.example/%C3%BC 'Stahlküchen'";
    private const string Nihon =
        "xn--wgv71a.example/ > rival-a.example/ [Nofollow] '日本語 “curly” – dash' 2026-09-15";

    private const string Numbers = "numbers.example/1 > rival-a.example/ [Nofollow] '123'";

    [Fact]
    public void A_workbook_of_LibreOffice_comes_back() => Assert.Equal(
        [
            Tools, "formula.example/a > rival-a.example/ ''apostrophe' 2024-01-13", Forum, $"{Numbers} 2024-01-05T12:00",
            Nihon, Zeitung, "bad_date 1",
        ],
        Lines("libreoffice.xlsx"));

    [Theory]
    [InlineData("libreoffice-utf-16.csv")]
    [InlineData("libreoffice-single-quotes.csv")]
    public void Its_CSV_comes_back_but_for_addresses_of_formulas(string name) => Assert.Equal(
        [Tools, Forum, $"{Numbers} 2024-01-05T12:00", Nihon, Zeitung, "bad_date 1", "bad_url 1"], Lines(name));

    [Fact]
    public void Its_CSV_in_Windows_1252_comes_back_but_for_hosts_it_cannot_write() => Assert.Equal(
        [Tools, Forum, $"{Numbers} 2024-01-05T12:00", Zeitung, "bad_date 1", "bad_url 2"],
        Lines("libreoffice-windows-1252.csv"));

    [Fact]
    public void A_workbook_of_openpyxl_comes_back() => Assert.Equal(
        [
            Tools, "formula.example/a > rival-a.example/",
            Forum.Replace(", Ugc", "", StringComparison.Ordinal), Numbers,
            Nihon, Zeitung.Replace("%BCche", "%BCche?a=1&b=2", StringComparison.Ordinal),
        ],
        Lines("openpyxl.xlsx"));

    private static string[] Lines(string name) => ReadList.Lines(SharedData.InRepository($"tests/data/lists/{name}"));
}
