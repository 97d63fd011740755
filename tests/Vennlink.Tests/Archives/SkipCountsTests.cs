using Vennlink.Archives;

namespace Vennlink.Tests.Archives;

/// <summary><see cref="SkipCounts"/>: counts by reason, and the first places of each.</summary>
public sealed class SkipCountsTests
{
    [Fact]
    public void The_first_three_places_are_kept_whatever_worker_met_which_and_when()
    {
        Random random = new(14);
        SkipPlace[] places = [.. Enumerable.Range(1, 200).Select(
            number => new SkipPlace(number, random.Next(3) is 0 ? null : $"part-{random.Next(2)}"))];
        SkipPlace[] expected = [.. places.OrderBy(place => place.File, StringComparer.Ordinal)
            .ThenBy(place => place.Number).Take(SkipCounts.MaxPlaces)];
        for (int round = 0; round < 50; round++)
        {
            random.Shuffle(places);
            SkipCounts[] workers = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new SkipCounts())];
            foreach (SkipPlace place in places)
            {
                SkipCounts worker = workers[random.Next(workers.Length)];
                worker.Place = place;
                worker.Add(SkipReason.BadRow, 2);
            }

            SkipCounts all = new();
            Array.ForEach(workers, all.Add);
            Assert.Equal(400, all[SkipReason.BadRow]);
            Assert.Equal(expected, all.Places(SkipReason.BadRow));
            Assert.Empty(all.Places(SkipReason.BadUrl));
        }
    }

    [Fact]
    public void A_place_counted_often_is_one_and_what_is_no_fault_has_none()
    {
        SkipCounts skips = new() { Place = new SkipPlace(5) };
        skips.Add(SkipReason.UnparsableLink);
        skips.Add(SkipReason.UnparsableLink, 3);
        skips.Add(SkipReason.BadDate, 0);
        skips.Add(SkipReason.NotAPage);
        Assert.Equal([new SkipPlace(5)], skips.Places(SkipReason.UnparsableLink));
        Assert.Empty(skips.Places(SkipReason.BadDate));
        Assert.Empty(skips.Places(SkipReason.NotAPage));

        SkipCounts total = new();
        total.AddCounts(skips);
        Assert.Equal(4, total[SkipReason.UnparsableLink]);
        Assert.Empty(total.Places(SkipReason.UnparsableLink));

        skips.Clear();
        Assert.Empty(skips.ByName());
        Assert.Empty(skips.Places(SkipReason.UnparsableLink));
    }
}
