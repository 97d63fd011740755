namespace Vennlink.Webs;

/// <summary>A site: an interval of pages under one domain.</summary>
/// <param name="FirstPage">Its home page.</param>
/// <param name="PageCount">Crawled pages.</param>
/// <param name="Domain">Node whose name it has.</param>
internal readonly record struct PageSite(int FirstPage, int PageCount, int Domain);
