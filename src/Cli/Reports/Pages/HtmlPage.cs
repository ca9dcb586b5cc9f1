namespace DetectionSdk.Cli;

/// <summary>
/// A page in one file that asks nothing of any server: styles, script and pictures are in it. Light and dark as the
/// reader's system is.
/// </summary>
internal static class HtmlPage
{
    private static readonly Markup Style = new(Resource("page.css")), Script = new(Resource("page.js"));

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">Title and heading.</param>
    /// <param name="sections">Heading and content of each section.</param>
    /// <param name="renewal">Seconds after which a browser reads the page again; null: never.</param>
    public static void Write(
        string path, string title, IReadOnlyList<(string Heading, Markup Content)> sections, int? renewal = null)
    {
        Markup page = Render(title, sections, renewal);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(page.Text!)));
    }

    private static Markup Render(
        string title, IReadOnlyList<(string Heading, Markup Content)> sections, int? renewal) => Markup.Of(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        {(renewal is { } seconds ? Markup.Of($"<meta http-equiv=\"refresh\" content=\"{seconds}\">\n") : default)}
        <title>{title}</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><h1>{title}</h1>
        <nav aria-label="Sections"><ul>{sections.Select((section, index) =>
            Markup.Of($"<li><a href=\"#section-{index}\">{section.Heading}</a></li>"))}</ul></nav></header>
        <main>{sections.Select((section, index) => Markup.Of(
            $"""
            <section id="section-{index}" aria-labelledby="heading-{index}">
            <h2 id="heading-{index}">{section.Heading}</h2>
            {section.Content}
            </section>

            """))}</main>
        <script>{Script}</script>
        </body>
        </html>

        """);

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
