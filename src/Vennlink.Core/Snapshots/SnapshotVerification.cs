using System.Text;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Snapshots;

/// <summary>Reads a whole snapshot: all checksums, then all that a format page calls an invariant.</summary>
internal sealed class SnapshotVerification(
    Snapshot snapshot, SourcePages pages, SourceDomains domains, TargetKeys targets, TargetPostings postings,
    SealedFile suffixList, SealedFile spamModel, SourceHosts? hosts, SourceReach? reach)
{
    private const int MaxProblems = 100;

    private readonly DomainScoresReader _domainScores = snapshot.ScoresOfDomains;
    private readonly List<string> _problems = [];

    /// <summary>Checks everything; at most 100 problems are listed.</summary>
    public IReadOnlyList<string> Run(CancellationToken cancellationToken)
    {
        SealedFile[] files =
            [pages.File, domains.File, targets.File, postings.File, suffixList, spamModel, _domainScores.File];
        SealedFile?[] optional = [hosts?.File, reach?.File];
        foreach (SealedFile file in files.Concat(optional.OfType<SealedFile>()))
        {
            Report(file.CheckAll(), cancellationToken);
        }

        Report(snapshot.Evidence.VerifyBytes(cancellationToken), cancellationToken);

        // What is damaged has been named; walking through it would only find that again.
        if (_problems.Count == 0)
        {
            try
            {
                CheckSources(cancellationToken);
                CheckSpamLists(cancellationToken);
                CheckHosts(cancellationToken);
                CheckTargets(cancellationToken);
                CheckReach(cancellationToken);
                CheckDomainScores(cancellationToken);
                foreach (string problem in snapshot.Evidence.VerifyPages(cancellationToken))
                {
                    Report(problem);
                }
            }
            catch (IndexFormatException broken)
            {
                _problems.Add(broken.Message);
            }
        }

        return _problems;
    }

    private void Report(IEnumerable<IndexFormatException> problems, CancellationToken cancellationToken)
    {
        foreach (IndexFormatException problem in problems)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report(problem.Message);
        }
    }

    private void Report(string problem)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    private void Expect(bool isSound, SealedFile file, FormattableString problem)
    {
        if (!isSound)
        {
            Report($"{file.FileName}: {FormattableString.Invariant(problem)}");
        }
    }

    private void CheckSources(CancellationToken cancellationToken)
    {
        byte[] key = new byte[1 << 16];
        byte[] previousKey = new byte[1 << 16];
        int previousLength = 0;
        int previousAuthority = int.MaxValue;
        Expect(domains.FirstPage(0) == 0, domains.File, $"the first domain starts at page {domains.FirstPage(0)}");
        Expect(domains.FirstPage(domains.Count) == pages.Count, domains.File,
            $"the domains end at page {domains.FirstPage(domains.Count)} of {pages.Count}");
        for (uint domain = 0; domain < domains.Count; domain++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = domains.Key(domain, key);
            int authority = domains.Authority(domain);
            bool isInOrder = authority < previousAuthority
                || (authority == previousAuthority
                    && key.AsSpan(0, length).SequenceCompareTo(previousKey.AsSpan(0, previousLength)) > 0);
            Expect(isInOrder, domains.File, $"domain {domain} is not in order of authority and key");
            Expect(authority is >= 1 and <= 100, domains.File, $"domain {domain} has the authority {authority}");
            Expect(domains.SpamScore(domain) is -1 or (>= 1 and <= 100), domains.File,
                $"domain {domain} has the spam score {domains.SpamScore(domain)}");
            Expect(domains.FirstPage(domain) < domains.FirstPage(domain + 1), domains.File,
                $"domain {domain} has no pages");
            Expect(snapshot.TryFindDomain(key.AsSpan(0, length), out DomainId found) && found.Value == domain,
                targets.File, $"domain {domain} is not found by its key");
            CheckPages(domain, key.AsSpan(0, length), cancellationToken);
            (key, previousKey) = (previousKey, key);
            previousLength = length;
            previousAuthority = authority;
        }
    }

    private void CheckSpamLists(CancellationToken cancellationToken)
    {
        long found = 0;
        foreach (int score in domains.SpamScores)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using PostingCursor list = domains.OpenSpamList(score);
            for (uint domain = list.Current; domain < domains.Count; domain = list.Advance())
            {
                Expect(domains.SpamScore(domain) == score, domains.File,
                    $"domain {domain} is in the list of spam score {score} and has {domains.SpamScore(domain)}");
                found++;
            }

            Expect(list.Current == PostingCursor.End, domains.File,
                $"the list of spam score {score} has the id {list.Current}, which is not a domain");
        }

        Expect(found == domains.Count, domains.File,
            $"the lists of spam scores hold {found} of {domains.Count} domains");
    }

    private void CheckPages(uint domain, ReadOnlySpan<byte> domainKey, CancellationToken cancellationToken)
    {
        byte[] key = new byte[1 << 13];
        byte[] previousKey = new byte[1 << 13];
        int previousLength = 0;
        int previousAuthority = int.MaxValue;
        for (uint page = domains.FirstPage(domain); page < domains.FirstPage(domain + 1); page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = pages.Key(page, key);
            int authority = pages.Authority(page);
            bool isInOrder = authority < previousAuthority
                || (authority == previousAuthority
                    && key.AsSpan(0, length).SequenceCompareTo(previousKey.AsSpan(0, previousLength)) > 0);
            Expect(isInOrder, pages.File, $"page {page} is not in order of authority and key");
            Expect(authority is >= 1 and <= 100, pages.File, $"page {page} has the authority {authority}");
            Expect(
                snapshot.RootDomainKey(key.AsSpan(0, length)).SequenceEqual(domainKey), pages.File,
                $"page {page} is not of domain {domain}");
            (key, previousKey) = (previousKey, key);
            previousLength = length;
            previousAuthority = authority;
        }
    }

    private void CheckHosts(CancellationToken cancellationToken)
    {
        byte[] key = new byte[1 << 13];
        Dictionary<string, uint> found = [];
        uint first = 0;
        for (uint domain = 0; hosts is not null && domain < domains.Count; domain++)
        {
            found.Clear();
            for (uint page = domains.FirstPage(domain); page < domains.FirstPage(domain + 1); page++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string host = Encoding.Latin1.GetString(UrlKey.HostKey(key.AsSpan(0, pages.Key(page, key))));
                if (found.TryAdd(host, first + (uint)found.Count))
                {
                    Expect(found[host] < hosts.Count && hosts.BestPage(found[host]) == page, hosts.File,
                        $"page {page} is not the best one of host {found[host]}");
                }

                Expect(hosts.HostOf(page, domain) == found[host], hosts.File,
                    $"page {page} is not of host {found[host]}");
            }

            Expect(hosts.FirstHost(domain) == first, hosts.File, $"domain {domain} does not start at host {first}");
            first += (uint)found.Count;
        }

        Expect(hosts is null || hosts.Count == first, hosts?.File ?? pages.File, $"there are {first} hosts");
    }

    // What lists say makes the same file again.
    private void CheckReach(CancellationToken cancellationToken)
    {
        if (reach is null)
        {
            return;
        }

        string folder = Directory.CreateTempSubdirectory("vennlink-verify-").FullName;
        try
        {
            new DerivedReach(snapshot, targets, postings).Write(folder, cancellationToken);
            ulong seal = SealedFile.ReadSeal(Path.Combine(folder, SnapshotFormat.SourceReachFile));
            Expect(seal == reach.File.Seal, reach.File, $"the numbers are not those of the lists");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void CheckDomainScores(CancellationToken cancellationToken)
    {
        byte[] key = new byte[1 << 16];
        byte[] previousKey = new byte[1 << 16];
        int previousLength = 0;
        long sourceCount = 0;
        SealedFile file = _domainScores.File;
        for (long ordinal = 0; ordinal < _domainScores.RecordCount; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = _domainScores.Key(ordinal, key);
            ReadOnlySpan<byte> rootDomain = key.AsSpan(0, length);
            DomainScores scores = _domainScores.Read(ordinal);
            Expect(ordinal == 0 || rootDomain.SequenceCompareTo(previousKey.AsSpan(0, previousLength)) > 0, file,
                $"domain {ordinal} is not in order of keys");
            Expect(
                float.IsFinite(scores.RelativeRank) && scores.RelativeRank >= 1, file,
                $"domain {ordinal} has the relative rank {scores.RelativeRank}");
            Expect(scores.DomainAuthority is >= 1 and <= 100, file,
                $"domain {ordinal} has the authority {scores.DomainAuthority}");
            int expectedScore = snapshot.Spam.Score(
                new SpamFeatures(rootDomain, _domainScores.Evidence(ordinal, snapshot.Spam.Model.EvidenceFeatures)));
            Expect(scores.SpamScore == expectedScore, file,
                $"domain {ordinal} has the spam score {scores.SpamScore}, but the model gives {expectedScore}");
            using (PostingCursor linking =
                snapshot.OpenList(TargetScope.RootDomain, rootDomain, SourceScope.RootDomain))
            {
                Expect(
                    scores.LinkingDomainCount == linking.Count, file,
                    $"domain {ordinal} has {scores.LinkingDomainCount} linking root domains, its list {linking.Count}");
            }

            if (snapshot.TryFindDomain(rootDomain, out DomainId source))
            {
                sourceCount++;
                bool isEqual = scores.DomainAuthority == domains.Authority(source.Value)
                    && scores.SpamScore == domains.SpamScore(source.Value);
                Expect(isEqual, file,
                    $"domain {ordinal} has other scores than source domain {source.Value}, which is the same domain");
            }

            (key, previousKey) = (previousKey, key);
            previousLength = length;
        }

        Expect(sourceCount == domains.Count, file, $"{sourceCount} of {domains.Count} source domains are there");
    }

    private void CheckTargets(CancellationToken cancellationToken)
    {
        byte[] previous = [];
        bool isFirst = true;
        long postingsEnd = 0;
        long[] known = new long[3];
        long[] linked = new long[3];
        foreach ((byte[] key, TargetEntry entry) in targets.ReadAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Expect(isFirst || key.AsSpan().SequenceCompareTo(previous) > 0, targets.File,
                $"target {UrlKey.ToText(key)} is not in order");
            (previous, isFirst) = (key, false);
            int scope = (int)(!key.Contains(UrlKey.HostEnd) ? TargetScope.RootDomain
                : key[^1] == UrlKey.HostEnd ? TargetScope.Subdomain : TargetScope.Page);
            known[scope]++;
            linked[scope] += entry.Kind == TargetListKind.None ? 0 : 1;
            if (entry.Kind == TargetListKind.Inline)
            {
                CheckIds(entry.Ids, pages.Count, targets.File, key);
            }
            else if (entry.Kind == TargetListKind.Long)
            {
                CheckLong(key, entry.Offset, cancellationToken);
                postingsEnd = Math.Max(postingsEnd, postings.End(entry.Offset));
            }
        }

        Expect(known.SequenceEqual(targets.KnownCounts) && linked.SequenceEqual(targets.LinkedCounts), targets.File,
            $"the counts in the file differ from those of its entries");
        Expect(postingsEnd == postings.Length, postings.File,
            $"the lists end at {postingsEnd}, but the section ends at {postings.Length}");
    }

    private void CheckLong(byte[] key, long offset, CancellationToken cancellationToken)
    {
        uint[] sources = Read(offset, PostingPart.Pages, cancellationToken);
        uint[] notFollowed = Read(offset, PostingPart.NotFollowedPages, cancellationToken);
        uint[] storedDomains = Read(offset, PostingPart.Domains, cancellationToken);
        uint[] notFollowedDomains = Read(offset, PostingPart.NotFollowedDomains, cancellationToken);
        CheckIds(sources, pages.Count, postings.File, key);
        Expect(sources.Length > SnapshotFormat.MaxInlineCount, postings.File,
            $"the list of {UrlKey.ToText(key)} has {sources.Length} ids, so it should be inline");
        CheckIds(notFollowed, pages.Count, postings.File, key);
        Expect(IsPart(notFollowed, sources), postings.File,
            $"not all nofollow sources of {UrlKey.ToText(key)} are sources");
        bool areDomainsStored = sources.Length >= SnapshotFormat.MinStoredDomainCount
            && pages.Count != domains.Count;
        uint[] expected = areDomainsStored ? Fold(sources) : [];
        Expect(storedDomains.AsSpan().SequenceEqual(expected), postings.File,
            $"the source domains of {UrlKey.ToText(key)} are not those of its pages");
        uint[] expectedNotFollowed = areDomainsStored && notFollowed.Length > 0 && IsPart(notFollowed, sources)
            ? TargetListsEncoder.Without(expected, Fold(TargetListsEncoder.Without(sources, notFollowed)))
            : [];
        Expect(
            notFollowedDomains.AsSpan().SequenceEqual(expectedNotFollowed), postings.File,
            $"the nofollow domains of {UrlKey.ToText(key)} are not those of its pages");
        uint[] storedHosts = Read(offset, PostingPart.Hosts, cancellationToken);
        uint[] notFollowedHosts = Read(offset, PostingPart.NotFollowedHosts, cancellationToken);
        bool areHostsStored = hosts is not null && sources.Length >= SnapshotFormat.MinStoredDomainCount
            && hosts.Count > domains.Count && hosts.Count < pages.Count;
        uint[] expectedHosts = areHostsStored ? hosts!.Fold(sources) : [];
        uint[] expectedNotFollowedHosts = areHostsStored && notFollowed.Length > 0 && IsPart(notFollowed, sources)
            ? TargetListsEncoder.Without(
                expectedHosts, hosts!.Fold(TargetListsEncoder.Without(sources, notFollowed)))
            : [];
        Expect(
            storedHosts.AsSpan().SequenceEqual(expectedHosts)
                && notFollowedHosts.AsSpan().SequenceEqual(expectedNotFollowedHosts), postings.File,
            $"the source hosts of {UrlKey.ToText(key)} are not those of its pages");
    }

    private uint[] Fold(uint[] sources) => DomainFold.Fold(sources, domains.Count, domains.FirstPagesFrom);

    private static bool IsPart(uint[] part, uint[] all)
    {
        int next = 0;
        foreach (uint id in all)
        {
            next += next < part.Length && part[next] == id ? 1 : 0;
        }

        return next == part.Length;
    }

    private void CheckIds(uint[] ids, uint limit, SealedFile file, byte[] key)
    {
        bool isSound = ids.Length > 0 ? ids[^1] < limit : true;
        for (int index = 1; index < ids.Length; index++)
        {
            isSound &= ids[index - 1] < ids[index];
        }

        Expect(isSound, file, $"the list of {UrlKey.ToText(key)} is not ascending below {limit}");
    }

    private uint[] Read(long offset, PostingPart part, CancellationToken cancellationToken)
    {
        using PostingListCursor? cursor = postings.Open(offset, part);
        if (cursor is null)
        {
            return [];
        }

        if (cursor.Count > Math.Max(pages.Count, domains.Count))
        {
            throw new IndexFormatException(
                postings.File.FileName, offset, $"a list has the impossible length of {cursor.Count} ids");
        }

        uint[] ids = new uint[cursor.Count];
        for (int index = 0; index < ids.Length; index++)
        {
            if (index % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ids[index] = cursor.Current;
            cursor.Advance();
        }

        Expect(cursor.Current == PostingCursor.End, postings.File,
            $"the list at {offset} has more ids than its count says");
        return ids;
    }
}
