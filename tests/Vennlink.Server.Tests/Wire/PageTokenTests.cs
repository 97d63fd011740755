using System.Globalization;
using System.Security.Cryptography;
using CsCheck;
using Vennlink.Query;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Tests.Wire;

public sealed class PageTokenTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly FakeClock Noon = new(new DateTimeOffset(2026, 8, 19, 12, 0, 0, TimeSpan.Zero));

    private static readonly PageToken Token = new()
    {
        SnapshotId = "20260819-0a1b2c3d",
        Query = new QueryFingerprint(UInt128.Parse(
            "939a7f6f9012809aa9d8b66aee3217c3", NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        RowsServed = 75,
        Position = new IntersectPosition(-1, 4_294_967_294),
    };

    [Fact]
    public void A_token_reads_back_as_it_was_written() =>
        Gen.Select(Gen.String[0, 40], Gen.Int, Gen.UInt, Gen.Long, Gen.String[0, 20])
            .Sample((snapshot, sortValue, sourceId, rowsServed, key) =>
        {
            snapshot = new string([.. snapshot.Where(char.IsAsciiLetterOrDigit)]);
            PageToken token = Token with
            {
                SnapshotId = snapshot,
                Position = new IntersectPosition(sortValue, sourceId),
                RowsServed = rowsServed
            };
            Assert.Equal(PageTokenOutcome.Valid,
                PageToken.Decode(token.Encode(Secret, key, Noon), Secret, key, Lifetime, Noon, out PageToken? read));
            Assert.Equal(token, read);
        });

    [Fact]
    public void Text_of_a_token_needs_no_escaping_in_a_URL() =>
        Assert.Matches("^[A-Za-z0-9_-]+$", Token.Encode(Secret, "member-1", Noon));

    [Fact]
    public void A_change_anywhere_is_noticed()
    {
        string text = Token.Encode(Secret, "member-1", Noon);
        foreach (char other in "Aa0_-")
        {
            for (int place = 0; place < text.Length; place++)
            {
                if (text[place] != other)
                {
                    Assert.Equal(PageTokenOutcome.Malformed, Decode(text[..place] + other + text[(place + 1)..]));
                }
            }
        }

        for (int length = 0; length < text.Length; length++)
        {
            Assert.Equal(PageTokenOutcome.Malformed, Decode(text[..length]));
        }

        Assert.Equal(PageTokenOutcome.Valid, Decode(text));
        Assert.Equal(PageTokenOutcome.Malformed, Decode(text + text));
        Assert.Equal(PageTokenOutcome.Malformed, Decode("Ao3225XIVYho"));
    }

    [Fact]
    public void Noise_is_malformed() =>
        Gen.String.Sample(text => Assert.Equal(PageTokenOutcome.Malformed, Decode(text)));

    [Fact]
    public void Another_secret_makes_a_token_malformed() =>
        Assert.Equal(PageTokenOutcome.Malformed,
            PageToken.Decode(Token.Encode(RandomNumberGenerator.GetBytes(32), "member-1", Noon), Secret, "member-1",
                Lifetime, Noon, out _));

    [Fact]
    public void Another_access_key_cannot_use_a_token() =>
        Assert.Equal(PageTokenOutcome.WrongKey,
            PageToken.Decode(Token.Encode(Secret, "member-1", Noon), Secret, "member-2", Lifetime, Noon, out _));

    [Fact]
    public void A_token_expires_after_its_lifetime_and_not_before()
    {
        string text = Token.Encode(Secret, "member-1", Noon);
        Assert.Equal(PageTokenOutcome.Valid,
            PageToken.Decode(text, Secret, "member-1", Lifetime, new FakeClock(Noon.GetUtcNow() + Lifetime), out _));
        Assert.Equal(PageTokenOutcome.Expired,
            PageToken.Decode(
                text, Secret, "member-1", Lifetime, new FakeClock(Noon.GetUtcNow() + Lifetime + TimeSpan.FromSeconds(1)), out _));
        Assert.Equal(PageTokenOutcome.Valid,
            PageToken.Decode(text, Secret, "member-1", Lifetime, new FakeClock(Noon.GetUtcNow() - Lifetime), out _));
    }

    [Fact]
    public void A_token_of_version_1_stays_readable() =>
        // Made by other code from the layout.
        Assert.Equal(
            "AcCahWoAAAAASwAAAAAAAAD______v___8MXMu5qttipmoASkG9_mpOYEfsbOvpaCWrm_pVBsfphMjAyNjA4MTktMGExYjJjM2RSuV-3xV5WRKzq5SLHdaTj",
            Token.Encode(Secret, "member-1", Noon));

    private static PageTokenOutcome Decode(string text) =>
        PageToken.Decode(text, Secret, "member-1", Lifetime, Noon, out _);
}
