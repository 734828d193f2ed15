"""What is true about ClusterXchange without a screen: intake, register, KPIs, statistics, export."""
