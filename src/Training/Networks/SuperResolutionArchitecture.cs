namespace DetectionSdk.Training;

/// <summary>The network that enlarges images.</summary>
public enum SuperResolutionArchitecture
{
    /// <summary>
    /// Three convolutions at the output's resolution (Dong et al., ECCV 2014, arXiv 1501.00092): 9, 1 and 5 pixels, 64
    /// and 32 channels.
    /// </summary>
    Srcnn,

    /// <summary>
    /// Convolutions at the input's resolution and one transposed convolution (Dong et al., ECCV 2016, arXiv
    /// 1608.00367): d = 56, s = 12, m = 4.
    /// </summary>
    Fsrcnn,

    /// <summary>
    /// EDSR-baseline (Lim et al., CVPRW 2017, arXiv 1707.02921), which is SRResNet without normalisation: 16 residual
    /// blocks of 64 channels, pixel shuffle.
    /// </summary>
    Edsr,

    /// <summary>
    /// Dense deep back-projection (Haris et al., CVPR 2018, arXiv 1803.02735): 7 up- and 6 down-projections of 64
    /// channels.
    /// </summary>
    Dbpn,

    /// <summary>EDSR-baseline's body and a head that resizes features to any size.</summary>
    AnyScale,
}
